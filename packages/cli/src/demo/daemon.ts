import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';

const LAST_LINES = 8;
const START_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 3_000;

export interface DaemonOptions {
  /** As people call it. */
  readonly name: string;
  readonly program: string;
  readonly config: string;
  readonly logFile: string;
  /** The event in its log which says that it serves. */
  readonly readyEvent: string;
}

/** One of the demo's two daemons: the real program, with its log in a file. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #process: ChildProcess;
  readonly #lastLines: string[] = [];
  /** Resolves when it serves. */
  readonly ready: Promise<void>;
  /** Resolves with what to tell when it has ended; if it was not asked to, that is a failure. */
  readonly ended: Promise<Failure>;

  /** Its own session, so that Ctrl-C reaches the demo alone, which then stops the daemons in order. */
  constructor(options: DaemonOptions) {
    this.#options = options;
    this.#process = spawn(process.execPath, [options.program, '--config', options.config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { PATH: process.env.PATH, TZ: process.env.TZ },
    });
    this.ready = this.#readLog();
    this.ended = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(this.#failure(error.message)));
      this.#process.once('close', (code, signal) => resolve(this.#failure(signal ?? `exit code ${code}`)));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @throws {Failure} if it ends or takes too long instead */
  async started(): Promise<void> {
    const late = new AbortController();
    const failure = await Promise.race([
      this.ready,
      this.ended,
      sleep(START_DEADLINE_MS, this.#failure('no sign of life'), { signal: late.signal }),
    ]);
    late.abort();
    if (failure) throw failure;
  }

  /** Asks it to stop, and insists if it does not. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null || this.pid === 0) return;
    const insist = setTimeout(() => this.#process.kill('SIGKILL'), STOP_DEADLINE_MS);
    this.#process.kill('SIGTERM');
    await this.ended;
    clearTimeout(insist);
  }

  #readLog(): Promise<void> {
    const file = createWriteStream(this.#options.logFile, { mode: 0o600 });
    // The folder may be gone before the last line is written.
    file.on('error', () => undefined);
    this.#process.once('close', () => file.end());
    return new Promise((resolve) => {
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          file.write(`${line}\n`);
          this.#lastLines.push(line);
          if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
          if (eventOf(line) === this.#options.readyEvent) resolve();
        });
      }
    });
  }

  #failure(how: string): Failure {
    return new Failure(
      'failed',
      `The ${this.#options.name} ended (${how}). It said last:`,
      ...this.#lastLines,
    );
  }
}

function eventOf(line: string): unknown {
  try {
    return JSON.parse(line).event;
  } catch {
    return undefined;
  }
}
