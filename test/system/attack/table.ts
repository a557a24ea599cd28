import type { Outcome } from './attempt.ts';
import type { Row } from './siege.ts';

/** The attempts as a table for people. */
export function printTable(rows: readonly Row[]): void {
  const lines = rows.map(({ group, attempt, sandboxed, free }, i) => {
    const heading = group === rows[i - 1]?.group ? '' : `\n${group.title}\n`;
    return `${heading}  ${attempt.title.padEnd(72)}  ${wordsFor(sandboxed).padEnd(34)}  ${wordsFor(free)}`;
  });
  console.log(lines.join('\n'));
}

function wordsFor(outcome: Outcome): string {
  return outcome.succeeded
    ? `SUCCEEDED: ${outcome.got}`.slice(0, 40)
    : `refused: ${outcome.why}`.slice(0, 60);
}
