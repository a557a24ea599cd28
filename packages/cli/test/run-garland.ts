import { tmpdir } from 'node:os';
import { PassThrough, type Readable, Writable } from 'node:stream';
import type { CliIo } from '../src/command-line/cli-io.ts';
import { run } from '../src/run.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly workingDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The tests' own machine keeps no record of what they do. */
  readonly journalSockets?: readonly string[];
  /** Standard input, to its end. */
  readonly stdin?: string | Readable;
  /** Its size: all three streams are this terminal. Without it, none is a terminal. */
  readonly terminal?: { readonly columns: number; readonly rows: number };
}

// Hints name the command as this process was started, and npm must not be what the tests see.
for (const name of Object.keys(process.env)) if (name.startsWith('npm_')) delete process.env[name];

/** The environment of a command, whatever that of the tests is. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm-256color', ...extra };
}

/** Runs a command line to its end, in this process. */
export async function runGarland(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { stdin, result } = startGarland(args, options);
  const { stdin: input = '' } = options;
  if (typeof input === 'string') stdin.end(input);
  else input.pipe(stdin);
  return await result;
}

export interface TestIo {
  readonly io: CliIo;
  readonly stdin: PassThrough;
  readonly stdout: OutputRecorder;
  readonly stderr: OutputRecorder;
  /** Ends the command as a signal would. */
  readonly shutdown: AbortController;
}

/** A command that runs in this process. */
export interface RunningGarland extends Omit<TestIo, 'io'> {
  readonly result: Promise<CommandResult>;
}

export function startGarland(args: readonly string[], options: RunOptions = {}): RunningGarland {
  const { io, ...streams } = testIo(options);
  const result = run(args, io).then((code) => ({
    code,
    stdout: streams.stdout.text,
    stderr: streams.stderr.text,
  }));
  return { result, ...streams };
}

/** The streams of a command that runs in this process. */
export function testIo({
  workingDirectory = tmpdir(),
  env = {},
  journalSockets = [],
  terminal,
}: RunOptions = {}): TestIo {
  const shutdown = new AbortController();
  const isTTY = terminal !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const stdout = new OutputRecorder(terminal);
  const stderr = new OutputRecorder(terminal);
  const io: CliIo = {
    stdin,
    stdout,
    stderr,
    env: cleanEnv(isTTY ? { COLORTERM: 'truecolor', ...env } : env),
    workingDirectory,
    journalSockets,
    abortOnShutdown: () => shutdown,
  };
  return { io, stdin, stdout, stderr, shutdown };
}

/** Keeps all that is written to it. */
export class OutputRecorder extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Gets each text as it is written. */
  onText: ((text: string) => void) | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(terminal?: { readonly columns: number; readonly rows: number }) {
    super();
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns ?? 80;
    this.rows = terminal?.rows ?? 24;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    this.onText?.(chunk.toString());
    for (const check of this.#waiting) check();
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** Resolves once the whole text so far matches. */
  waitFor(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!pattern.test(this.text)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
