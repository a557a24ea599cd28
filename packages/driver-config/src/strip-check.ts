import { DEFAULT_HEIGHT } from '@garland/animations';
import type { ProblemCode } from '@garland/config';
import { DEFAULT_LAYOUT, heightInRadii } from './geometry.ts';
import type { Layout, StripConfig } from './strip.ts';

/** A key that does not go with the others. */
export interface Contradiction {
  readonly name: keyof StripConfig;
  readonly code: ProblemCode;
  readonly message: string;
}

/** The keys that say how the string hangs, and of which layout alone. */
const LAYOUT_KEYS = {
  layout: undefined,
  turns: 'helix',
  rows: 'zigzag',
  span: 'zigzag',
  height: undefined,
  radius: undefined,
  start: undefined,
  clockwise: undefined,
} as const satisfies Partial<Record<keyof StripConfig, Layout | undefined>>;

/** Of a tree's height by the radius of its base. */
const LEAST_SLENDER = 0.1;
const MOST_SLENDER = 20;

/** What no single key can show to be wrong. */
export function checkStrip(strip: StripConfig): readonly Contradiction[] {
  const layout = strip.positions ? besidePositions(strip) : [...strayKeys(strip), ...checkProportions(strip)];
  return [...layout, ...checkLeftOut(strip)];
}

function besidePositions({ positions, pixels, ...strip }: StripConfig): Contradiction[] {
  const { file = '', points = [] } = positions ?? {};
  const found = keysSaid(strip).map((name) =>
    inconsistent(name, "can't go with positions, which say where each pixel is"),
  );
  if (points.length === pixels) return found;
  const rows = `${file} has ${points.length} rows`;
  return [inconsistent('pixels', `is ${pixels}, but ${rows}; correct it, or leave it out`), ...found];
}

function strayKeys(strip: StripConfig): Contradiction[] {
  const { layout = DEFAULT_LAYOUT } = strip;
  return keysSaid(strip).flatMap((name) => {
    const owner = LAYOUT_KEYS[name];
    return owner && owner !== layout
      ? [inconsistent(name, `belongs to layout = "${owner}", and this is "${layout}"`)]
      : [];
  });
}

function keysSaid(strip: Omit<StripConfig, 'pixels' | 'positions'>): (keyof typeof LAYOUT_KEYS)[] {
  const names = Object.keys(LAYOUT_KEYS) as (keyof typeof LAYOUT_KEYS)[];
  return names.filter((name) => strip[name] !== undefined);
}

function checkProportions(strip: StripConfig): Contradiction[] {
  const slender = heightInRadii(strip) ?? DEFAULT_HEIGHT;
  if (slender >= LEAST_SLENDER && slender <= MOST_SLENDER) return [];
  const bounds = `from ${LEAST_SLENDER} to ${MOST_SLENDER} times radius, which is ${strip.radius ?? 1}`;
  return [inconsistent('height', `must be ${bounds}, in the same unit, not ${strip.height}`)];
}

function checkLeftOut({ leave_out, pixels }: StripConfig): Contradiction[] {
  const dark = new Set<number>();
  for (const { first, last } of leave_out) {
    if (last >= pixels) {
      const message = `names pixel ${last}, but the last of ${pixels} is ${pixels - 1}`;
      return [{ name: 'leave_out', code: 'out_of_range', message }];
    }
    for (let pixel = first; pixel <= last; pixel++) {
      if (dark.has(pixel)) return [inconsistent('leave_out', `names pixel ${pixel} twice`)];
      dark.add(pixel);
    }
  }
  return dark.size < pixels ? [] : [inconsistent('leave_out', 'leaves no pixel to light')];
}

function inconsistent(name: Contradiction['name'], message: string): Contradiction {
  return { name, code: 'inconsistent', message };
}
