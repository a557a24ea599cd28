import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PixelCosts } from './pixels.ts';

/** Costs as multiples of a reference workload, which on fast and slow machines are the same within a few percent. */
export interface Baseline {
  readonly pixels: number;
  readonly multiples: Readonly<Record<string, number>>;
}

const FILE = fileURLToPath(new URL('../../bench/recorded.json', import.meta.url));

export function toMultiples({ nanoseconds, referenceNs }: PixelCosts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(nanoseconds).map(([name, ns]) => [name, Math.round((ns / referenceNs) * 1000) / 1000]),
  );
}

/** The last recorded run for a strip of this length, if any. */
export function readBaseline(pixels: number): Baseline | undefined {
  const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Baseline;
  return recorded.pixels === pixels ? recorded : undefined;
}

export function writeBaseline(figures: PixelCosts): void {
  const recorded: Baseline = { pixels: figures.pixels, multiples: toMultiples(figures) };
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
}
