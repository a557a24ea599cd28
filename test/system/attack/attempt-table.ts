import type { AttemptComparison } from './attack-session.ts';
import type { AttemptResult } from './attempt.ts';

/** The attempts as a table for people. */
export function printAttempts(rows: readonly AttemptComparison[]): void {
  const lines = rows.map(({ group, attempt, sandboxed, unsandboxed }, i) => {
    const heading = group === rows[i - 1]?.group ? '' : `\n${group.title}\n`;
    return `${heading}  ${attempt.title.padEnd(72)}  ${describeResult(sandboxed).padEnd(34)}  ${describeResult(unsandboxed)}`;
  });
  console.log(lines.join('\n'));
}

function describeResult(outcome: AttemptResult): string {
  return outcome.succeeded
    ? `SUCCEEDED: ${outcome.evidence}`.slice(0, 40)
    : `refused: ${outcome.reason}`.slice(0, 60);
}
