import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CommandResult, cleanEnv } from './run-garland.ts';

const PACKAGE: string = fileURLToPath(new URL('../../', import.meta.url));
export const GARLAND_PROGRAM: string = join(PACKAGE, 'bin/garland.js');
export const DEMO_PROGRAM: string = join(PACKAGE, 'dist/src/demo/main.js');
const DRIVER_PROGRAM = join(PACKAGE, '../led-driver/dist/src/main.js');

/** Where a test or a suite leaves what is to be done at its end. */
interface CleanupRegistry {
  after(work: () => unknown): void;
}

/** The cleaner of the suite whose description calls this. */
export function suiteCleanup(): CleanupRegistry {
  const works: (() => unknown)[] = [];
  after(async () => {
    for (const work of works.reverse()) await work();
  });
  return { after: (work) => works.push(work) };
}

const scratchFolders: string[] = [];
process.once('exit', () => {
  for (const path of scratchFolders) rmSync(path, { recursive: true, force: true });
});

/** A folder of its own for one test. Its name is short, because sockets go into it; it goes after all that uses it. */
export function scratchFolder(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'garland-cli-test-'));
  scratchFolders.push(path);
  return path;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

export function startNodeProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const { cwd = tmpdir(), env, uid } = options;
  return spawn(process.execPath, [program, ...args], {
    cwd,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
}

/** Why tests on a pseudo-terminal are left out, if they are. */
export const SKIP_WITHOUT_PTY: string | false =
  spawnSync('script', ['--version']).stdout?.includes('util-linux') === true
    ? false
    : 'needs the program "script" of util-linux';

/** The same on a pseudo-terminal of 80 by 24, unless another size is given. */
export function startOnPseudoTerminal(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  size = 'cols 80 rows 24',
): ChildProcess {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  return spawn('script', ['-qefc', `stty ${size}; exec ${command}`, '/dev/null'], {
    cwd: tmpdir(),
    env: cleanEnv({ COLORTERM: 'truecolor', SHELL: '/bin/sh', ...env }),
  });
}

export async function collectResult(child: ChildProcess): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** Runs the real command to its end, in a process of its own. */
export function spawnGarland(args: readonly string[], options: SpawnOptions = {}): Promise<CommandResult> {
  return collectResult(startNodeProgram(GARLAND_PROGRAM, args, options));
}

export class TestDriver {
  readonly folder: string;
  readonly socket: string;
  #process: ChildProcess | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.socket = join(folder, 'run', 'local.sock');
    for (const name of ['run', 'state']) mkdirSync(join(folder, name), { mode: 0o700 });
  }

  /** Starts the real driver and waits until it serves. */
  async start(pixels = 20, moreToml = ''): Promise<void> {
    const config = join(this.folder, 'driver.toml');
    writeFileSync(
      config,
      `[strip]\npixels = ${pixels}\n[output]\nkind = "simulator"\n[light]\ncrossfade_ms = 0\n[paths]\n` +
        `runtime_dir = ${JSON.stringify(join(this.folder, 'run'))}\nstate_dir = ${JSON.stringify(join(this.folder, 'state'))}\n${moreToml}`,
    );
    const child = startNodeProgram(DRIVER_PROGRAM, ['--config', config]);
    this.#process = child;
    await waitForLine(child, (line) => line.includes('"event":"ready"'));
  }

  async stop(): Promise<void> {
    if (this.#process) await stopChild(this.#process, 'SIGTERM');
  }
}

/** Sends the signal, unless it has ended already, and gives its exit code. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

export async function startDriver(
  t: CleanupRegistry,
  pixels?: number,
  moreToml?: string,
): Promise<TestDriver> {
  const driver = new TestDriver(scratchFolder());
  t.after(() => driver.stop());
  await driver.start(pixels, moreToml);
  return driver;
}

/** The first line of the child's output that is accepted; an error with all its words if none comes. */
export function waitForLine(child: ChildProcess, accept: (line: string) => boolean): Promise<string> {
  const heard: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        heard.push(line);
        if (accept(line)) resolve(line);
      });
    }
    child.once('close', () => reject(new Error(`it ended, having said:\n${heard.join('\n')}`)));
  });
}

/** A driver that gives every call the same answer. */
export async function startFakeDriver(t: CleanupRegistry, reply: string): Promise<string> {
  const path = join(scratchFolder(), 'fake.sock');
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(`${reply}\0`));
  });
  server.listen(path);
  await once(server, 'listening');
  t.after(() => server.close());
  return path;
}

export async function waitUntil(what: string, condition: () => boolean, deadlineMs = 10_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not so after ${deadlineMs} ms: ${what}`);
    await sleep(20);
  }
}
