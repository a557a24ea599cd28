import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A test, or anything else that runs work at its end. */
export interface Cleanup {
  after(work: () => unknown): void;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const path of folders) remove(path);
});

/** A new folder, removed at the end of the test, or of the process. Its path is short: sockets go into it. */
export function temporaryFolder(t?: Cleanup): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'garland-'));
  if (t) t.after(() => remove(path));
  else folders.push(path);
  return path;
}

function remove(path: string): void {
  // Another process can still be writing a file there.
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

/** Polls until the condition holds; fails after a time that no machine needs, however busy. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(10);
  }
}
