import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { crossings } from '../lanes.ts';
import { rampOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';
import { surfaceOf } from '../surface.ts';

/**
 * Lanes around the tree, each with a new meteor every few seconds, or with none. So many that they lie side by side with
 * some overlap where the tree is half as wide as at its foot.
 */
const OVERLAP = 1.15;
const SHORTEST_CYCLE_S = 4.2;
const LONGEST_CYCLE_S = 6.8;
const SHARE = 0.8;

/** All in heights of the tree. A head begins above the tip and goes on until its tail, too, has left at the foot. */
const BEGINNING = 1.12;
const SHORTEST_TAIL = 0.65;
const LONGEST_TAIL = 1.05;
const SHORTEST_WAY = BEGINNING + LONGEST_TAIL;
const LONGEST_WAY = 3;

/** From just ahead of the head (0) to the tail's end (1): how bright, and of that how much is white-hot. */
const HEAD = 0.13;
const TRAIL = tabulate((x) => smoothStep(0, HEAD, x) * Math.min(1, (1 - x) / (1 - HEAD)) ** 1.3);
const WHITE = tabulate((x) => 0.7 * (1 - smoothStep(HEAD, 0.45, x)));

/** Tails glow on in grains: in some pixels they last longer than in others. */
const GRAIN = 0.5;
/** Half of what a meteor covers, in radii of the tree; more where the pixels are farther apart than that. */
const NARROWEST = 0.22;
const NIGHT = 0.22;

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
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0.999, NIGHT, night, i * 3);

    const reach = Math.max(NARROWEST, surfaceOf(strip).pitch);
    const laneCount = Math.round((OVERLAP * Math.PI) / reach);
    const { first, lanes, shares } = crossings(strip, laneCount, reach, seed);
    const grains = chances(seed + 1, count, 1, 1 + GRAIN);
    const cycles = chances(seed + 2, laneCount, SHORTEST_CYCLE_S, LONGEST_CYCLE_S);
    const starts = chances(seed + 3, laneCount);

    const heads = new Float64Array(laneCount);
    /** 1 / length of the tail; 0 where there is no meteor. */
    const tails = new Float64Array(laneCount);
    const tints = createFrame(laneCount);

    const launch = (timeS: number) => {
      for (let lane = 0; lane < laneCount; lane++) {
        const elapsed = timeS / cycles[lane]! + starts[lane]!;
        const cycle = Math.floor(elapsed);
        const key = hash(seed + 4 + lane, cycle);
        heads[lane] = BEGINNING - (elapsed - cycle) * between(SHORTEST_WAY, LONGEST_WAY, chance(key, 0));
        tails[lane] = chance(key, 1) < SHARE ? 1 / between(SHORTEST_TAIL, LONGEST_TAIL, chance(key, 2)) : 0;
        sample(ramp, chance(key, 3), 1, tints, lane * 3);
      }
    };

    return (timeS, frame) => {
      launch(timeS);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        let red = night[at]!;
        let green = night[at + 1]!;
        let blue = night[at + 2]!;
        const end = first[i + 1]!;
        for (let n = first[i]!; n < end; n++) {
          const lane = lanes[n]!;
          const place = (height[i]! - heads[lane]!) * tails[lane]! * grains[i]!;
          if (place <= 0 || place >= 1) continue;
          const light = lookUp(TRAIL, place) * shares[n]!;
          const white = lookUp(WHITE, place) * light;
          const tinted = light - white;
          const tint = lane * 3;
          red = Math.max(red, tints[tint]! * tinted + FULL * white);
          green = Math.max(green, tints[tint + 1]! * tinted + FULL * white);
          blue = Math.max(blue, tints[tint + 2]! * tinted + FULL * white);
        }
        frame[at] = red;
        frame[at + 1] = green;
        frame[at + 2] = blue;
      }
    };
  },
};

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
