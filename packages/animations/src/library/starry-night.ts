import type { Animation } from '../animation.ts';
import { rampOf, sample, tint } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomArray, randomAt } from '../random/seeded-random.ts';

/** The sky has the palette's last colour, dark at the zenith and paler towards the horizon. */
const SKY_AT_FOOT = 0.34;
const SKY_AT_TIP = 0.16;

/** The Milky Way winds once around the tree: half its width in heights, and how much paler the sky is in it. */
const MILKY_WAY_START_HEIGHT = 0.18;
const MILKY_WAY_RISE = 0.75;
const MILKY_WAY_HALF_WIDTH = 0.2;
const MILKY_WAY_LEVEL = 0.16;

/** The share of pixels with a star, outside and inside the Milky Way. Most stars are faint. */
const STAR_SHARE = 0.24;
const STAR_SHARE_IN_MILKY_WAY = 0.5;
const MIN_STAR_LEVEL = 0.2;

/** Stars twinkle: each dims for a moment at its own times. */
const MIN_TWINKLE_S = 2.5;
const MAX_TWINKLE_S = 9;
const TWINKLE_CURVE = tabulate((x) => 1 - 0.65 * smoothStep(0, 0.22, x) * (1 - smoothStep(0.22, 0.55, x)));

export const starryNight: Animation = {
  title: 'Starry night',
  description: 'Stars twinkle in a deep blue sky, and the Milky Way winds around the tree.',
  tags: ['quiet', 'night'],
  palette: 'starlight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const way = angle.map((turn, i) => {
      const middle = MILKY_WAY_START_HEIGHT + MILKY_WAY_RISE * fraction(turn + 0.25);
      return 1 - smoothStep(0, MILKY_WAY_HALF_WIDTH, Math.abs(height[i]! - middle));
    });
    const sky = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0.999, lerp(SKY_AT_FOOT, SKY_AT_TIP, height[i]!) + MILKY_WAY_LEVEL * way[i]!, sky, i * 3);
    }

    const drawn = randomArray(seed, count).map(
      (lot, i) => lot - lerp(STAR_SHARE, STAR_SHARE_IN_MILKY_WAY, way[i]!),
    );
    const stars = Uint32Array.from([...drawn.keys()].filter((i) => drawn[i]! < 0 || i === 0));
    const colors = createFrame(stars.length);
    for (let n = 0; n < stars.length; n++) sample(ramp, randomAt(seed + 1, n) ** 1.4, 1, colors, n * 3);
    const magnitudes = randomArray(seed + 2, stars.length).map(
      (lot) => MIN_STAR_LEVEL + (1 - MIN_STAR_LEVEL) * lot ** 1.8,
    );
    const rates = Float64Array.from(stars, (_, n) => {
      return 1 / lerp(MIN_TWINKLE_S, MAX_TWINKLE_S, randomAt(seed + 3, n));
    });
    const starts = randomArray(seed + 4, stars.length);
    const picks = Array.from(stars, (_, n) => colors.subarray(n * 3, n * 3 + 3));

    return (timeS, frame) => {
      frame.set(sky);
      for (let n = 0; n < stars.length; n++) {
        const trembled = timeS * rates[n]! + starts[n]!;
        const light = magnitudes[n]! * lookUp(TWINKLE_CURVE, trembled - Math.floor(trembled));
        tint(frame, stars[n]! * 3, picks[n]!, light);
      }
    };
  },
};
