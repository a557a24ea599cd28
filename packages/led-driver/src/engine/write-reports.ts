import type { Log } from '../log.ts';

/** Logs each failure to write a file once, until the file can be written again. The tree plays on. */
export class WriteReports {
  readonly #log: Log;
  readonly #reported = new Map<string, Set<string>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** @returns whether the file was written */
  tryWrite(file: string, write: (file: string) => void): boolean {
    try {
      write(file);
      this.#reported.delete(file);
      return true;
    } catch (error) {
      this.report(file, (error as Error).message);
      return false;
    }
  }

  report(file: string, problem: string): void {
    const problems = this.#reported.get(file) ?? new Set();
    this.#reported.set(file, problems);
    if (problems.has(problem)) return;
    problems.add(problem);
    this.#log('state_write_failed', { file, problem });
  }
}
