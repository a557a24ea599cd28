import { fstatSync } from 'node:fs';

/**
 * Whether what is written to the descriptor goes to the journal, which reads a `<priority>` in front of a line.
 * Services hand their environment on, so the variable alone proves nothing: it must name the very stream.
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
