import { type Field, string } from '@garland/toml';

/** In the order in which they are written: longest first. */
const UNITS = [
  { letter: 'd', word: 'day', ms: 86_400_000 },
  { letter: 'h', word: 'hour', ms: 3_600_000 },
  { letter: 'm', word: 'minute', ms: 60_000 },
  { letter: 's', word: 'second', ms: 1_000 },
] as const;

/** Shorter scenes would wear out the SD card, on which each change is stored. */
const MIN_MS = 10_000;
const MAX_MS: number = 7 * 86_400_000;

const DURATION_PATTERN = new RegExp(`^${UNITS.map(({ letter }) => `(?:(\\d{1,6})${letter})?`).join('')}$`);

const writtenDuration = string(
  'a time such as "45m", "1h30m" or "90s", from 10s to 7d',
  (value) => DURATION_PATTERN.test(value) && toMs(value) >= MIN_MS && toMs(value) <= MAX_MS,
);

/** A duration such as `1h30m`, parsed to milliseconds. */
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

/** "1 hour 30 minutes", rounded down to whole seconds. */
export function durationInWords(durationMs: number): string {
  let remainingMs = durationMs;
  const parts = UNITS.flatMap(({ word, ms }) => {
    const count = Math.floor(remainingMs / ms);
    remainingMs -= count * ms;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  return parts.join(' ') || '0 seconds';
}
