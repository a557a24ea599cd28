import { nearestTurn } from './phase.ts';
import { hash } from './random.ts';
import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

/** Of so many pixels drawn by lot, the one farthest from all other spots becomes the next. */
const CANDIDATES = 12;

/** The way between two pixels over the tree's skin, in base radii: across, and up. */
export interface Way {
  readonly aside: number;
  readonly up: number;
}

export function wayBetween(
  { angle, height, radius }: Strip,
  tallness: number,
  from: number,
  to: number,
): Way {
  const around = Math.PI * (radius[from]! + radius[to]!);
  return {
    aside: nearestTurn(angle[to]! - angle[from]!) * around,
    up: (height[to]! - height[from]!) * tallness,
  };
}

/** Pixels, as far apart as lots allow, between two heights if there are any: places for things that hang on the tree. */
export function spotsOn(strip: Strip, count: number, seed: number, lowest = 0, highest = 1): Uint32Array {
  const { tallness } = surfaceOf(strip);
  const inside = Array.from(strip.height.keys()).filter(
    (i) => strip.height[i]! >= lowest && strip.height[i]! <= highest,
  );
  const pool = inside.length > 0 ? inside : Array.from(strip.height.keys());
  const spots = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    let farthest = -1;
    for (let lot = 0; lot < CANDIDATES; lot++) {
      const pixel = pool[(hash(seed + lot, n) >>> 0) % pool.length]!;
      let room = Infinity;
      for (let other = 0; other < n; other++) {
        const { aside, up } = wayBetween(strip, tallness, spots[other]!, pixel);
        room = Math.min(room, Math.sqrt(aside * aside + up * up));
      }
      if (room <= farthest) continue;
      farthest = room;
      spots[n] = pixel;
    }
  }
  return spots;
}

/** Which pixels are near to each thing: the entries from `first` of the thing to `first` of the next. */
export interface Nearby {
  readonly first: Uint32Array;
  readonly pixels: Uint32Array;
  /** How near: what it means is up to whoever gathers. */
  readonly values: Float32Array;
}

/** For each thing the pixels that are near to it, and how near; `near` gives NaN for those that it leaves alone. */
export function gather(
  things: number,
  pixels: number,
  near: (thing: number, pixel: number) => number,
): Nearby {
  const first = new Uint32Array(things + 1);
  const found: number[] = [];
  const values: number[] = [];
  for (let thing = 0; thing < things; thing++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = near(thing, pixel);
      if (Number.isNaN(value)) continue;
      found.push(pixel);
      values.push(value);
    }
    first[thing + 1] = found.length;
  }
  return { first, pixels: Uint32Array.from(found), values: Float32Array.from(values) };
}

/**
 * Tells whether a thing is among the so many that are nearest to a pixel; `far` gives Infinity for those out of its reach.
 */
export function amongNearest(
  things: number,
  pixels: number,
  most: number,
  far: (thing: number, pixel: number) => number,
): (thing: number, pixel: number) => boolean {
  const ways = new Float32Array(things * pixels);
  for (let thing = 0; thing < things; thing++) {
    for (let pixel = 0; pixel < pixels; pixel++) ways[thing * pixels + pixel] = far(thing, pixel);
  }
  return (thing, pixel) => {
    const own = ways[thing * pixels + pixel]!;
    let nearer = 0;
    for (let other = 0; other < things; other++) {
      const way = ways[other * pixels + pixel]!;
      if (way < own || (way === own && other < thing)) nearer++;
    }
    return own < Infinity && nearer < most;
  };
}
