import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { Dabs } from '../dabs.ts';
import { createFrame } from '../frame.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { rampOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';
import { surfaceOf } from '../surface.ts';
import { between } from '../wander.ts';

/** So many, but never more than there are pixels for. */
const FLIES = 26;
const PIXELS_PER_FLY = 8;

/** Each glows up every few seconds, on a new way. A glow's level by the share of that time that has passed. */
const SHORTEST_S = 4.5;
const LONGEST_S = 9;
const GLOW = tabulate((x) => smoothStep(0.05, 0.22, x) * (1 - smoothStep(0.3, 0.72, x)));

/** While it glows it flies so far, in turns and heights, in a bow. */
const FARTHEST_AROUND = 0.16;
const FARTHEST_UP = 0.2;
const BOW = 0.06;

/** Its light, in base radii, at least in pitches. */
const REACH = 0.22;
const REACH_PITCHES = 1.15;

/** A summer night between leaves. In the palette, and shares of full light; in tiles a height. */
const LEAVES_AT = 0;
const LEAVES_DARKEST = 0.045;
const LEAVES_LIGHTEST = 0.17;
const LEAVES_SCALE = 0.7;
/** Flies take the palette's brighter part. */
const FLIES_FROM = 0.72;

export const fireflies: Animation = {
  title: 'Fireflies',
  description: 'Fireflies glow up between dark leaves, fly a little way and go out.',
  tags: ['nature', 'calm', 'night'],
  palette: 'forest',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const noise = createNoise(seed);
    const columns = columnsAt(angle);
    const leaves = createFrame(count);
    for (let i = 0; i < count; i++) {
      const leaf = noiseAt(noise, columns[i]!, height[i]! * LEAVES_SCALE);
      sample(ramp, LEAVES_AT + 0.4 * leaf, between(LEAVES_DARKEST, LEAVES_LIGHTEST, leaf), leaves, i * 3);
    }

    const flies = Math.max(1, Math.min(FLIES, Math.round(count / PIXELS_PER_FLY)));
    const reach = Math.max(REACH, REACH_PITCHES * surfaceOf(strip).pitch);
    const dabs = new Dabs(strip, flies, reach);
    const rates = Float64Array.from({ length: flies }, (_, n) => {
      return 1 / between(SHORTEST_S, LONGEST_S, chance(seed + 2, n));
    });
    const starts = chances(seed + 3, flies, 0.2, 1.2);
    const colors = createFrame(flies);
    for (let n = 0; n < flies; n++) {
      sample(ramp, between(FLIES_FROM, 0.999, chance(seed + 4, n)), 1, colors, n * 3);
    }

    return (timeS, frame) => {
      frame.set(leaves);
      for (let n = 0; n < flies; n++) {
        const glows = timeS * rates[n]! + starts[n]!;
        const glow = Math.floor(glows);
        const x = glows - glow;
        dabs.light[n] = lookUp(GLOW, x);
        const key = hash(seed + 5 + n, glow);
        dabs.turn[n] = chance(key, 0) + FARTHEST_AROUND * (2 * chance(key, 1) - 1) * x;
        // Evenly over the skin of a cone, which has more room at its foot.
        const start = 1 - Math.sqrt(chance(key, 2));
        dabs.height[n] = start + FARTHEST_UP * (chance(key, 3) - 0.4) * x + BOW * 4 * x * (1 - x);
      }
      dabs.paint(frame, colors);
    };
  },
};
