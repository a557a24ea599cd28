import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { eventually, type LogRecord, temporaryFolder } from './driver-fixtures.ts';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** Code that the real driver loads first; it tells about the strip on standard error. */
export const REPORT_STRIP_ON_CLOSE: string = `
  import { Simulator } from ${JSON.stringify(new URL('../src/output/simulator.js', import.meta.url).href)};
  const { close } = Simulator.prototype;
  Simulator.prototype.close = function () {
    const lit = this.shown.some((word) => word !== 0);
    close.call(this);
    const dark = this.shown.every((word) => word === 0);
    process.stderr.write('close: lit before ' + lit + ', dark after ' + dark + '\\n');
  };
`;

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** An ES module that is loaded before the driver. */
  readonly preload?: string;
  /** Descriptors from 3 on, and their names: as systemd passes them. */
  readonly inherited?: {
    readonly descriptors: readonly number[];
    readonly names: string;
    readonly pid?: string;
  };
}

export interface ConfigOptions {
  /** More TOML for the section. */
  readonly light?: string;
  /** More sections. */
  readonly rest?: string;
  readonly pixels?: number;
}

/** A configuration for a short strip without hardware. */
export function writeConfig(
  folder: string,
  { light = '', rest = '', pixels = 20 }: ConfigOptions = {},
): string {
  const file = join(folder, 'driver.toml');
  writeFileSync(
    file,
    `[strip]\npixels = ${pixels}\n[output]\nkind = "simulator"\n[light]\n${light}\n` +
      `[paths]\nruntime_dir = ${JSON.stringify(join(folder, 'run'))}\nstate_dir = ${JSON.stringify(join(folder, 'state'))}\n${rest}`,
  );
  return file;
}

/** The real driver. */
export class DriverProcess {
  readonly child: ChildProcess;
  readonly records: LogRecord[] = [];
  stdout = '';
  stderr = '';
  exitCode: number | null | undefined;

  constructor(t: TestContext, { args = [], env = {}, preload, inherited: passed }: ProcessOptions) {
    const load = preload ? ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] : [];
    const command = [process.execPath, ...load, MAIN, ...args];
    // Only a shell knows the number of the process that it becomes.
    const pid = passed?.pid ?? '$$';
    const script = `LISTEN_PID=${pid} LISTEN_FDS=${passed?.descriptors.length} LISTEN_FDNAMES=${passed?.names} exec "$0" "$@"`;
    const [program = '', ...rest] = passed ? ['/bin/sh', '-c', script, ...command] : command;
    const { JOURNAL_STREAM: _, ...inherited } = process.env;
    this.child = spawn(program, rest, {
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(passed?.descriptors ?? [])],
    });
    t.after(() => this.child.kill('SIGKILL'));
    this.child.once('close', (code) => {
      this.exitCode = code;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.child.stdout?.on('data', (chunk) => this.#read(String(chunk)));
  }

  /** Starts one, and waits until it is ready. */
  static async startAndWait(
    t: TestContext,
    folder: string,
    options: ProcessOptions = {},
  ): Promise<DriverProcess> {
    const driver = new DriverProcess(t, { ...options, args: ['--config', join(folder, 'driver.toml')] });
    await driver.waitForRecord('ready');
    return driver;
  }

  #read(text: string): void {
    const whole = this.stdout + text;
    const seen = this.stdout.split('\n').length - 1;
    const lines = whole.split('\n').slice(0, -1);
    for (const line of lines.slice(seen)) if (line.startsWith('{')) this.records.push(JSON.parse(line));
    this.stdout = whole;
  }

  recordsOf(event: string): LogRecord[] {
    return this.records.filter((record) => record.event === event);
  }

  async waitForRecord(event: string, count = 1): Promise<void> {
    await eventually(
      () => this.recordsOf(event).length >= count || this.exitCode !== undefined,
      `${event} (${this.stderr})`,
    );
    if (this.recordsOf(event).length < count)
      throw new Error(`the driver ended without "${event}": ${this.stderr}`);
  }

  kill(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async waitForExit(): Promise<number | null> {
    if (this.exitCode === undefined) await once(this.child, 'close');
    return this.exitCode ?? null;
  }
}

/** A client on one of the driver's own sockets. */
export async function connectClient(
  t: TestContext,
  folder: string,
  role: 'local' | 'remote' = 'local',
): Promise<DriverClient> {
  const one = await connectToDriver(join(folder, 'run', `${role}.sock`));
  t.after(() => one.close());
  return one;
}

/** Waits until the strip gives light. */
export async function waitUntilLit(t: TestContext, folder: string): Promise<void> {
  const watcher = await connectClient(t, folder);
  for await (const { rgb } of watcher.stream('Frames', {})) if (/[^A=]/.test(rgb)) break;
  watcher.close();
}

/** A folder with a configuration in it. */
export function driverDirectory(t: TestContext, options: ConfigOptions = {}): string {
  const folder = temporaryFolder(t);
  writeConfig(folder, options);
  return folder;
}

export interface InheritedSocket {
  readonly fd: number;
  /** Leaves it to the process that it was passed to. */
  release(): void;
}

/** A listening socket, made as systemd makes it. */
export async function createInheritedSocket(t: TestContext, path: string): Promise<InheritedSocket> {
  const server = createServer();
  // Closing a server removes its path, so the one that stays is another name of the same socket.
  server.listen(`${path}.made`);
  await once(server, 'listening');
  linkSync(`${path}.made`, path);
  t.after(() => server.close());
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { fd, release: () => server.close() };
}
