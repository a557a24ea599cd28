import type { View } from '../tree/view.ts';

/** Which dots each light covers, and how brightly it is seen there: worked out once, as neither the tree nor we move. */
export interface Bulbs {
  /** For light i, its entries are from `start[i]` up to `start[i + 1]`. */
  readonly start: Uint32Array;
  readonly dot: Uint32Array;
  readonly share: Float32Array;
}

/** A bulb's standard deviation in radii of the tree, and in dots at least; where lights hang densely, in their spacing. */
const SIZE = 0.013;
const SMALLEST = 0.6;
const OF_SPACING = 0.17;
/** Farther out, in standard deviations, nothing of it is seen. */
const REACH = 3.2;

/** What is seen of a light on the far side: hardly anything through the needles, and more where there is a gap. */
const THROUGH_NEEDLES = 0.03;
const THROUGH_GAP = 0.5;

/** `cover`: the share of each dot that the tree hides. */
export function placeBulbs(view: View, cover: Float32Array): Bulbs {
  const count = view.lightX.length;
  const deviation = sizeOf(view, count);
  const start = new Uint32Array(count + 1);
  const dots: number[] = [];
  const shares: number[] = [];
  for (let light = 0; light < count; light++) {
    const near = 1 - smooth(view.farness[light]!);
    forDotsAround(view, light, REACH * deviation, (dot, distance) => {
      const behind = THROUGH_NEEDLES + THROUGH_GAP * (1 - cover[dot]!);
      dots.push(dot);
      shares.push((near + (1 - near) * behind) * Math.exp(-0.5 * (distance / deviation) ** 2));
    });
    start[light + 1] = dots.length;
  }
  return { start, dot: Uint32Array.from(dots), share: Float32Array.from(shares) };
}

function sizeOf({ cone, scale }: View, count: number): number {
  const spacing = scale * Math.sqrt((2 * cone.radius * cone.height) / count);
  return Math.max(SMALLEST, Math.min(SIZE * cone.radius * scale, OF_SPACING * spacing));
}

function forDotsAround(
  { width, height, lightX, lightY }: View,
  light: number,
  reach: number,
  visit: (dot: number, distance: number) => void,
): void {
  const [x, y] = [lightX[light]!, lightY[light]!];
  const bottom = Math.min(height - 1, Math.floor(y + reach));
  const right = Math.min(width - 1, Math.floor(x + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column <= right; column++) {
      visit(row * width + column, Math.hypot(column + 0.5 - x, row + 0.5 - y));
    }
  }
}

function smooth(value: number): number {
  return value * value * (3 - 2 * value);
}
