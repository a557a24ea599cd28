import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface LogRecord {
  readonly event: string;
  readonly [field: string]: unknown;
}

const DEFAULT_DEADLINE_MS = 10_000;

/** A daemon of ours as a real process, with the log that it writes. */
export class DaemonProcess {
  readonly child: ChildProcess;
  readonly records: LogRecord[] = [];
  readonly #listeners = new Set<() => void>();
  #stderr = '';

  /**
   * @param env beside what this process has
   * @param node what runs the script, if not the Node of this process: a command with its arguments
   */
  constructor(
    script: string,
    args: readonly string[],
    nodeArgs: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    [command = '', ...before]: readonly string[] = [process.execPath],
  ) {
    this.child = spawn(command, [...before, ...nodeArgs, script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on('line', (line) => this.#addRecord(line));
    this.child.once('exit', () => this.#wake());
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the process was not started');
    return this.child.pid;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first record of that name from `from` on, waiting for it if need be. */
  async record(event: string, from = 0, deadlineMs: number = DEFAULT_DEADLINE_MS): Promise<LogRecord> {
    const until = Date.now() + deadlineMs;
    while (true) {
      const found = this.records.slice(from).find((record) => record.event === event);
      if (found) return found;
      if (!this.isRunning) throw new Error(`no "${event}": the process ended\n${this.#stderr}`);
      if (Date.now() > until) throw new Error(`no "${event}" within ${deadlineMs} ms\n${this.#stderr}`);
      await this.#nextRecord(until - Date.now());
    }
  }

  /** Sends the signal and waits for the end. Returns the exit code, or the signal's name. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    if (this.isRunning) {
      this.child.kill(signal);
      // By then all that it wrote has been read, too.
      await once(this.child, 'close');
    }
    return this.child.exitCode ?? this.child.signalCode;
  }

  #addRecord(line: string): void {
    this.records.push(JSON.parse(line) as LogRecord);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#listeners) wake();
    this.#listeners.clear();
  }

  #nextRecord(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#listeners.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
