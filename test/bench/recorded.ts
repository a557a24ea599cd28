import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PixelFigures } from './pixels.ts';

/** Multiples of the reference work, by what was measured: the same on a fast machine and on a slow one, within a few percent. */
export interface Recorded {
  readonly pixels: number;
  readonly multiples: Readonly<Record<string, number>>;
}

const FILE = fileURLToPath(new URL('../../bench/recorded.json', import.meta.url));

export function multiplesOf({ nanoseconds, referenceNs }: PixelFigures): Record<string, number> {
  return Object.fromEntries(
    Object.entries(nanoseconds).map(([name, ns]) => [name, Math.round((ns / referenceNs) * 1000) / 1000]),
  );
}

/** The last recorded run for a strip of that length, if there is one. */
export function readRecorded(pixels: number): Recorded | undefined {
  const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
  return recorded.pixels === pixels ? recorded : undefined;
}

export function record(figures: PixelFigures): void {
  const recorded: Recorded = { pixels: figures.pixels, multiples: multiplesOf(figures) };
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
}
