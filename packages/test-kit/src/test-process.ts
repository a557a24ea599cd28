import { type ChildProcess, spawn } from 'node:child_process';

/** A line of a daemon's log. */
export interface LogRecord {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface TestProcessOptions {
  /** Added to the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  /** Passed to it as its descriptors from 3 on. */
  readonly fds?: readonly number[];
  /** Opens a channel for messages between the two processes. */
  readonly ipc?: boolean;
}

/** More than any machine needs, however busy. */
const DEADLINE_MS = 60_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that a test starts: its output, its log records, and its end. It does not outlive this process. */
export class TestProcess {
  readonly child: ChildProcess;
  readonly records: LogRecord[] = [];
  /** The exit code, or the name of the signal, once all output was read. */
  readonly exited: Promise<number | NodeJS.Signals>;
  stdout = '';
  stderr = '';
  #parsedChars = 0;
  readonly #waiting = new Set<() => void>();

  constructor(
    [command = process.execPath, ...args]: readonly string[],
    { env = {}, cwd, uid, fds = [], ipc = false }: TestProcessOptions = {},
  ) {
    this.child = spawn(command, args, {
      env: { ...process.env, NODE_OPTIONS: '', JOURNAL_STREAM: undefined, ...env },
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid }),
      stdio: ['ignore', 'pipe', 'pipe', ...fds, ...(ipc ? ['ipc' as const] : [])],
    });
    running.add(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#parseRecords();
      this.#wake();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#wake();
    });
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        running.delete(this.child);
        resolve(code ?? signal ?? 'SIGKILL');
        this.#wake();
      });
    });
    this.exited.catch(() => {});
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the process was not started');
    return this.child.pid;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  recordsOf(event: string): LogRecord[] {
    return this.records.filter((record) => record.event === event);
  }

  /** The first record from `from` on with this event, or for which the function holds. Waits for it. */
  async record(
    match: string | ((record: LogRecord) => boolean),
    from = 0,
    deadlineMs: number = DEADLINE_MS,
  ): Promise<LogRecord> {
    const matches = typeof match === 'string' ? ({ event }: LogRecord) => event === match : match;
    const found = (): LogRecord | undefined => this.records.slice(from).find(matches);
    await this.#waitFor(() => found() !== undefined, `record ${match}`, deadlineMs);
    return found()!;
  }

  /** Waits until standard output or standard error holds this. */
  async output(pattern: RegExp, deadlineMs: number = DEADLINE_MS): Promise<void> {
    const holds = (): boolean => pattern.test(this.stdout) || pattern.test(this.stderr);
    await this.#waitFor(holds, `output ${pattern}`, deadlineMs);
  }

  /** Sends the signal unless the process has ended, and waits for its end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    if (this.isRunning) this.child.kill(signal);
    return await this.exited;
  }

  #parseRecords(): void {
    const end = this.stdout.lastIndexOf('\n') + 1;
    const lines = this.stdout.slice(this.#parsedChars, end).split('\n');
    this.#parsedChars = end;
    // To the journal each line has its priority in front.
    for (const line of lines)
      if (/^(<\d>)?\{/.test(line)) this.records.push(JSON.parse(line.replace(/^<\d>/, '')));
  }

  async #waitFor(holds: () => boolean, what: string, deadlineMs: number): Promise<void> {
    const fail = (reason: string): Error =>
      new Error(`no ${what}: ${reason}\n${this.stdout.slice(-2000)}\n${this.stderr.slice(-2000)}`);
    const end = Date.now() + deadlineMs;
    while (!holds()) {
      if (!this.isRunning) {
        await this.exited;
        if (holds()) return;
        throw fail('the process ended');
      }
      if (Date.now() > end) throw fail(`not within ${deadlineMs} ms`);
      await this.#nextOutput(end - Date.now());
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #nextOutput(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, deadlineMs));
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
