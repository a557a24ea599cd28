import type { Point } from '@garland/animations';

/** With fewer, the places of the others would be guesses. */
const MIN_SEEN_SHARE = 0.5;

/** What is wrong if too few of the lights have a position, as a predicate for the file. */
export function findPoorCoverage(points: readonly (Point | undefined)[]): string | undefined {
  const seen = points.filter((point) => point).length;
  if (seen >= MIN_SEEN_SHARE * points.length) return undefined;
  return (
    `has positions for only ${seen} of ${points.length} lights; at least half are needed. ` +
    'If there are fewer lights, correct the index of the last row'
  );
}
