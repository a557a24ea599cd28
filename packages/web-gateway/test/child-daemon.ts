import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const GATEWAY_MAIN: string = fileURLToPath(new URL('../src/main.js', import.meta.url));
export const DRIVER_MAIN: string = fileURLToPath(
  new URL('../../../led-driver/dist/src/main.js', import.meta.url),
);

export type LogRecord = Readonly<Record<string, unknown>> & { readonly event: string };

/** A folder of its own for each test file, gone at the end. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'garland-gateway-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A process of ours: what it writes, line by line, and how it ends. */
export class ChildDaemon {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exited: Promise<number | NodeJS.Signals>;
  stdout = '';
  stderr = '';
  readonly #waiting = new Set<() => void>();

  constructor(
    command: string,
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; fds?: number[] } = {},
  ) {
    const env = { ...process.env, NODE_OPTIONS: '', JOURNAL_STREAM: undefined, ...options.env };
    this.child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(options.fds ?? [])] as ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const wake of this.#waiting) wake();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve(code ?? signal ?? 'SIGKILL');
        for (const wake of this.#waiting) wake();
      });
    });
  }

  /** Waits until it has said why it does not start, tells it to stop, and gives its exit code. */
  async exitAfterRefusal(): Promise<number | NodeJS.Signals> {
    if (this.stderr === '') await Promise.race([once(this.child.stderr, 'data'), this.exited]);
    this.child.kill('SIGTERM');
    return await this.exited;
  }

  get records(): LogRecord[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line.replace(/^<\d>/, '')));
  }

  /** The first record from `from` on that fits. Fails after a time that no slow machine needs. */
  async record(fits: (record: LogRecord) => boolean, from = 0): Promise<LogRecord> {
    const deadlineMs = Date.now() + 10_000;
    while (true) {
      const found = this.records.slice(from).find(fits);
      if (found) return found;
      if (this.child.exitCode !== null || Date.now() > deadlineMs)
        throw new Error(
          `no such record (exit code ${this.child.exitCode})\n${this.stdout.slice(-2000)}\n${this.stderr.slice(-2000)}`,
        );
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, 200);
        this.#waiting.add(wake);
      });
    }
  }

  event(name: string, from = 0): Promise<LogRecord> {
    return this.record(({ event }) => event === name, from);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return await this.exited;
  }
}
