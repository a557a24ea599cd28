import { type Field, string } from '@garland/toml';

/** How long each unit is, the longest first: the order in which they are written. */
const UNITS = [
  { letter: 'd', word: 'day', ms: 86_400_000 },
  { letter: 'h', word: 'hour', ms: 3_600_000 },
  { letter: 'm', word: 'minute', ms: 60_000 },
  { letter: 's', word: 'second', ms: 1_000 },
] as const;

/** Shorter than this is a flicker, and would wear out the SD card that remembers each change. */
const MIN_MS = 10_000;
const MAX_MS: number = 7 * 86_400_000;

const DURATION_PATTERN = new RegExp(`^${UNITS.map(({ letter }) => `(?:(\\d{1,6})${letter})?`).join('')}$`);

const writtenDuration = string(
  'a time such as "45m", "1h30m" or "90s", from 10s to 7d',
  (value) => DURATION_PATTERN.test(value) && toMs(value) >= MIN_MS && toMs(value) <= MAX_MS,
);

/** A length of time as people write it, `1h30m`, read as milliseconds. */
export const duration: Field<number> = {
  expects: writtenDuration.expects,
  read(node, key, report) {
    const value = writtenDuration.read(node, key, report);
    return value === undefined ? undefined : toMs(value);
  },
};

function toMs(value: string): number {
  const [, ...counts] = DURATION_PATTERN.exec(value) ?? [];
  return UNITS.reduce((sum, { ms }, i) => sum + Number(counts[i] ?? 0) * ms, 0);
}

/** "1 hour 30 minutes": in whole seconds, rounded down. */
export function durationInWords(durationMs: number): string {
  let remainingMs = durationMs;
  const parts = UNITS.flatMap(({ word, ms }) => {
    const count = Math.floor(remainingMs / ms);
    remainingMs -= count * ms;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  return parts.join(' ') || '0 seconds';
}
