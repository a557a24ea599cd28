import { fstatSync } from 'node:fs';

/**
 * Whether the descriptor is connected to the journal, which reads a `<priority>` at the start of a line. Child processes
 * inherit the variable, so it must be compared with the descriptor.
 *
 * @see systemd.exec(5), "JOURNAL_STREAM"
 */
export function isJournalStream(
  descriptor: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (descriptor === undefined || !env.JOURNAL_STREAM) return false;
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return env.JOURNAL_STREAM === `${dev}:${ino}`;
}
