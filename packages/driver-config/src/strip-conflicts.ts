import { DEFAULT_HEIGHT } from '@garland/animations';
import type { ConfigProblemCode } from '@garland/toml';
import { findPoorCoverage } from './coordinates/coverage.ts';
import {
  type Coordinates,
  DEFAULT_LAYOUT,
  heightInRadii,
  type Layout,
  type StripConfig,
  unmaskedPoints,
} from './strip.ts';

/** A key that conflicts with others. */
export interface StripConflict {
  readonly name: keyof StripConfig;
  readonly code: ConfigProblemCode;
  readonly message: string;
}

/** The keys that describe the layout, each with the only layout that it applies to. */
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

/** Height divided by the radius of the base. */
const MIN_ASPECT_RATIO = 0.1;
const MAX_ASPECT_RATIO = 20;

/** Checks that involve several keys. */
export function findStripConflicts(strip: StripConfig): readonly StripConflict[] {
  const layout = strip.positions
    ? conflictsWithPositions(strip)
    : [...keysOfOtherLayouts(strip), ...checkAspectRatio(strip)];
  return [...layout, ...checkLeaveOut(strip)];
}

function conflictsWithPositions(strip: StripConfig): StripConflict[] {
  const { positions, pixels, ...others } = strip;
  const layout = layoutKeysSet(others).map((name) => inconsistent(name, 'cannot be combined with positions'));
  return positions
    ? [...checkPixelCount(positions, pixels), ...layout, ...checkCoverage(positions, strip)]
    : layout;
}

function checkPixelCount({ file, points, isOpenEnded }: Coordinates, pixels: number): StripConflict[] {
  if (points.length === pixels || (isOpenEnded && points.length < pixels)) return [];
  const found = isOpenEnded ? `counts to pixel ${points.length - 1}, from 0` : `has ${points.length} rows`;
  return [inconsistent('pixels', `is ${pixels}, but ${file} ${found}; correct it, or remove it`)];
}

function checkCoverage({ file }: Coordinates, strip: StripConfig): StripConflict[] {
  const message = findPoorCoverage(unmaskedPoints(strip));
  return message === undefined ? [] : [inconsistent('positions', `${file} ${message}`)];
}

function keysOfOtherLayouts(strip: StripConfig): StripConflict[] {
  const { layout = DEFAULT_LAYOUT } = strip;
  return layoutKeysSet(strip).flatMap((name) => {
    const owner = LAYOUT_KEYS[name];
    return owner && owner !== layout
      ? [inconsistent(name, `applies to layout = "${owner}" only, not to "${layout}"`)]
      : [];
  });
}

function layoutKeysSet(strip: Omit<StripConfig, 'pixels' | 'positions'>): (keyof typeof LAYOUT_KEYS)[] {
  const names = Object.keys(LAYOUT_KEYS) as (keyof typeof LAYOUT_KEYS)[];
  return names.filter((name) => strip[name] !== undefined);
}

function checkAspectRatio(strip: StripConfig): StripConflict[] {
  const aspectRatio = heightInRadii(strip) ?? DEFAULT_HEIGHT;
  if (aspectRatio >= MIN_ASPECT_RATIO && aspectRatio <= MAX_ASPECT_RATIO) return [];
  const bounds = `from ${MIN_ASPECT_RATIO} to ${MAX_ASPECT_RATIO} times radius, which is ${strip.radius ?? 1}`;
  return [inconsistent('height', `must be ${bounds}, in the same unit, not ${strip.height}`)];
}

function checkLeaveOut({ leave_out, pixels }: StripConfig): StripConflict[] {
  const masked = new Set<number>();
  for (const { first, last } of leave_out) {
    if (last >= pixels) {
      const message = `names pixel ${last}, but the last of ${pixels} is ${pixels - 1}`;
      return [{ name: 'leave_out', code: 'out_of_range', message }];
    }
    for (let pixel = first; pixel <= last; pixel++) {
      if (masked.has(pixel)) return [inconsistent('leave_out', `names pixel ${pixel} twice`)];
      masked.add(pixel);
    }
  }
  return masked.size < pixels ? [] : [inconsistent('leave_out', 'masks every pixel')];
}

function inconsistent(name: StripConflict['name'], message: string): StripConflict {
  return { name, code: 'inconsistent', message };
}
