import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EX_OK, UNRECOVERABLE_EXIT_CODES } from '@garland/daemon';
import type { Clock } from './clock.ts';

const DELAY_MS = 10_000;
const CHECK_INTERVAL_MS = 500;
/** An older mark is of another incident. */
const MARK_LIFETIME_MS = 60_000;

export interface RepeatedStart {
  readonly runtimeDir: string;
  readonly configFile: string;
  readonly clock: Clock;
  /** Gets the reason why the last start failed, and an empty text after the delay. */
  onDelay(reason: string): void;
}

/** Leaves a mark in the runtime directory if the start failed for a reason that needs a person. */
export function markFailedStart(runtimeDir: string, exitCode: number, reason: string): void {
  if (UNRECOVERABLE_EXIT_CODES.includes(exitCode))
    tryOrUndefined(() => writeFileSync(markPath(runtimeDir), reason, { mode: 0o644 }));
}

/**
 * Delays a start that follows a failed one, because systemd starts the driver again at once. A change of the configuration
 * ends the delay. SIGTERM, with which "systemctl restart" begins, ends the process, and the next start is not delayed.
 */
export async function delayRepeatedStart({
  runtimeDir,
  configFile,
  clock,
  onDelay,
}: RepeatedStart): Promise<void> {
  const mark = markPath(runtimeDir);
  const failedAtMs = modifiedAtMs(mark) ?? Number.NEGATIVE_INFINITY;
  const reason = tryOrUndefined(() => readFileSync(mark, 'utf8')) ?? '';
  const ageMs = clock.wallTime().getTime() - failedAtMs;
  const isRepeated = ageMs >= 0 && ageMs <= MARK_LIFETIME_MS;
  if (isRepeated) onDelay(reason);
  // After that, because it is the reason that `garland` shows meanwhile.
  tryOrUndefined(() => rmSync(mark, { force: true }));
  if (!isRepeated) return;
  const onSignal = (): never => process.exit(EX_OK);
  process.once('SIGTERM', onSignal);
  const endMs = clock.nowMs() + DELAY_MS;
  while (clock.nowMs() < endMs && (modifiedAtMs(configFile) ?? 0) <= failedAtMs)
    await new Promise<void>((resolve) => clock.after(CHECK_INTERVAL_MS, resolve));
  process.off('SIGTERM', onSignal);
  onDelay('');
}

function markPath(runtimeDir: string): string {
  return join(runtimeDir, 'start-failed');
}

function modifiedAtMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** Without the folder there was no failed start either; without space the next start is not delayed. */
function tryOrUndefined<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
