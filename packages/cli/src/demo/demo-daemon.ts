import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/cli-error.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';

const MAX_RECENT_LINES = 8;
const START_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 3_000;

export interface DemoDaemonOptions {
  /** For messages. */
  readonly name: string;
  readonly program: string;
  readonly config: string;
  readonly logFile: string;
  /** The event in its log which says that it is ready. */
  readonly readyEvent: string;
}

/** One of the demo's two daemons: the real program, with its log in a file. */
export class DemoDaemon {
  readonly #options: DemoDaemonOptions;
  readonly #process: ChildProcess;
  readonly #recentLines: string[] = [];
  /** Resolves when it is ready. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with the error to report if that was not requested. */
  readonly ended: Promise<CliError>;

  /** Its own session, so that Ctrl-C reaches the demo alone, which then stops the daemons in order. */
  constructor(options: DemoDaemonOptions) {
    this.#options = options;
    this.#process = spawn(process.execPath, [options.program, '--config', options.config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { PATH: process.env.PATH, TZ: process.env.TZ },
    });
    this.ready = this.#readLog();
    this.ended = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(this.#endedError(error.message)));
      this.#process.once('close', (code, signal) => resolve(this.#endedError(signal ?? `exit code ${code}`)));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @throws {CliError} if it ends or takes too long */
  async untilReady(): Promise<void> {
    const late = new AbortController();
    const failure = await Promise.race([
      this.ready,
      this.ended,
      sleep(START_DEADLINE_MS, this.#endedError('it did not start in time'), { signal: late.signal }),
    ]);
    late.abort();
    if (failure) throw failure;
  }

  /** Asks it to stop, and kills it if it does not. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null || this.pid === 0) return;
    const killTimer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_DEADLINE_MS);
    this.#process.kill('SIGTERM');
    await this.ended;
    clearTimeout(killTimer);
  }

  #readLog(): Promise<void> {
    const file = createWriteStream(this.#options.logFile, { mode: 0o600 });
    // The folder can be gone before the last line is written.
    file.on('error', () => undefined);
    this.#process.once('close', () => file.end());
    return new Promise((resolve) => {
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          file.write(`${line}\n`);
          this.#recentLines.push(line);
          if (this.#recentLines.length > MAX_RECENT_LINES) this.#recentLines.shift();
          if (parseEventName(line) === this.#options.readyEvent) resolve();
        });
      }
    });
  }

  #endedError(how: string): CliError {
    return new CliError(
      'failed',
      `The ${this.#options.name} ended (${how}). Last output:`,
      ...this.#recentLines,
    );
  }
}

function parseEventName(line: string): unknown {
  return tryOrUndefined(() => JSON.parse(line).event);
}
