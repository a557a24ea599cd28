import { usage } from '../failure.ts';

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, d: 86_400, w: 7 * 86_400, y: 365 * 86_400 };
const LONGEST_S = 10 * 365 * 86_400;

/** Reads "180d", "12h", "6w" or "1y" as seconds. */
export function parseLifetime(word: string): number {
  const [, count, unit] = /^(\d{1,5})([hdwy])$/.exec(word) ?? [];
  const seconds = Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN);
  if (seconds > 0 && seconds <= LONGEST_S) return seconds;
  throw usage(
    `${JSON.stringify(word)} is no lifetime: it takes a number and a unit (h, d, w or y), at most 10y.`,
    'For example:  --expires 180d',
  );
}
