import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { rampOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';
import type { Strip } from '../strip.ts';
import { surfaceOf } from '../surface.ts';

/** Paths around the tree, each with a meteor of its own every few seconds, or with none. All slant the same way. */
const LANES = 16;
const SLANT = 0.14;
const SHORTEST_CYCLE_S = 3.4;
const LONGEST_CYCLE_S = 6;
const SHARE = 0.5;

/** All in heights of the tree. A head begins above the tip and goes so far that its tail, too, is gone at the end. */
const BEGINNING = 1.1;
const SHORTEST_TAIL = 0.45;
const LONGEST_TAIL = 0.85;
const SHORTEST_WAY = BEGINNING + LONGEST_TAIL + 0.1;
const LONGEST_WAY = 3.4;
const LEAD = 0.09;

/** Brightness from just ahead of the head (0) to the tail's end (1), and how white-hot it is there. */
const STEPS = 256;
const LEAD_SHARE = 0.1;
const TRAIL = tabulate(
  STEPS,
  (x) => smoothStep(0, LEAD_SHARE, x) * Math.max(0, (1 - x) / (1 - LEAD_SHARE)) ** 2,
);
const HEAT = tabulate(
  STEPS,
  (x) => smoothStep(0, LEAD_SHARE, x) * (1 - smoothStep(LEAD_SHARE, 0.3, x)) * 0.8,
);

/** Tails glow on in grains: in some pixels they last longer than in others. */
const GRAIN = 0.45;
const NARROWEST = 0.2;
const NIGHT = 0.09;

export const meteor: Animation = {
  title: 'Meteors',
  description: 'Shooting stars fall through the tree, with long tails that glow on.',
  tags: ['lively', 'night'],
  palette: 'starlight',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const ramp = rampOf(palette);
    const grains = chances(seed, count, 1, 1 + GRAIN);
    const { first, lane, width } = crossings(strip, seed, Math.max(NARROWEST, surfaceOf(strip).pitch));
    const rates = Float64Array.from(
      chances(seed + 2, LANES),
      (share) => 1 / (SHORTEST_CYCLE_S + share * (LONGEST_CYCLE_S - SHORTEST_CYCLE_S)),
    );
    const heads = new Float64Array(LANES);
    const tails = new Float64Array(LANES);
    const tints = createFrame(LANES);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0.999, NIGHT, night, i * 3);

    return (timeS, frame) => {
      for (let k = 0; k < LANES; k++) {
        const cycles = timeS * rates[k]! + chance(seed + 3, k);
        const cycle = cycles | 0;
        const key = hash(seed + 4 + k, cycle);
        const length = SHORTEST_TAIL + (LONGEST_TAIL - SHORTEST_TAIL) * chance(key, 0);
        const way = SHORTEST_WAY + (LONGEST_WAY - SHORTEST_WAY) * chance(key, 1);
        heads[k] = BEGINNING - way * (cycles - cycle) - LEAD;
        tails[k] = chance(key, 2) < SHARE ? STEPS / (length + LEAD) : 0;
        sample(ramp, chance(key, 3), 1, tints, k * 3);
      }
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        let red = night[at]!;
        let green = night[at + 1]!;
        let blue = night[at + 2]!;
        for (let n = first[i]!; n < first[i + 1]!; n++) {
          const k = lane[n]!;
          const place = (height[i]! - heads[k]!) * tails[k]! * grains[i]!;
          if (place > 0 && place < STEPS) {
            const step = place | 0;
            const rest = place - step;
            const light = (TRAIL[step]! + (TRAIL[step + 1]! - TRAIL[step]!) * rest) * width[n]!;
            const white = (HEAT[step]! + (HEAT[step + 1]! - HEAT[step]!) * rest) * light * FULL;
            const tint = light - white / FULL;
            red = Math.max(red, tints[k * 3]! * tint + white);
            green = Math.max(green, tints[k * 3 + 1]! * tint + white);
            blue = Math.max(blue, tints[k * 3 + 2]! * tint + white);
          }
        }
        frame[at] = red;
        frame[at + 1] = green;
        frame[at + 2] = blue;
      }
    };
  },
};

interface Crossings {
  /** Where in the two other lists a pixel's lanes begin; one entry more than there are pixels. */
  readonly first: Uint32Array;
  readonly lane: Uint8Array;
  /** How much of a meteor in that lane a pixel gets: 1 in its middle. */
  readonly width: Float32Array;
}

/** Which lanes each pixel lies in. A meteor is as wide as its light needs in order not to fall between the pixels. */
function crossings({ count, angle, height, radius }: Strip, seed: number, reach: number): Crossings {
  const first = new Uint32Array(count + 1);
  const lane: number[] = [];
  const width: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < LANES; k++) {
      const middle = (k + chance(seed + 1, k)) / LANES;
      const turns = angle[i]! + SLANT * height[i]! - middle;
      const aside = ((turns - Math.round(turns)) * 2 * Math.PI * radius[i]!) / reach;
      if (Math.abs(aside) < 1) {
        lane.push(k);
        width.push((1 - aside * aside) ** 2);
      }
    }
    first[i + 1] = lane.length;
  }
  return { first, lane: Uint8Array.from(lane), width: Float32Array.from(width) };
}
