import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { rampOf, sample, tint } from '../palette.ts';
import { fraction } from '../phase.ts';
import { chance, chances } from '../random.ts';
import { between } from '../wander.ts';

/** The sky is the palette's far end, dark at the zenith and paler towards the horizon. */
const SKY_AT_FOOT = 0.34;
const SKY_AT_TIP = 0.16;

/** The Milky Way winds once around the tree. In heights, half its width; and how much paler the sky is in it. */
const WAY_LOW = 0.18;
const WAY_RISE = 0.75;
const WAY_WIDTH = 0.2;
const WAY_LIGHT = 0.16;

/** Of all pixels, those with a star, out of the Milky Way and in it. Most are faint. */
const STARS = 0.24;
const STARS_IN_WAY = 0.5;
const FAINTEST = 0.2;

/** Air trembles in front of the stars: each grows faint for a moment in its own time. */
const SHORTEST_TREMBLE_S = 2.5;
const LONGEST_TREMBLE_S = 9;
const TREMBLE = tabulate((x) => 1 - 0.65 * smoothStep(0, 0.22, x) * (1 - smoothStep(0.22, 0.55, x)));

export const starryNight: Animation = {
  title: 'Starry night',
  description: 'Stars tremble in a deep blue sky, and the Milky Way winds around the tree.',
  tags: ['quiet', 'night'],
  palette: 'starlight',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const way = angle.map((turn, i) => {
      const middle = WAY_LOW + WAY_RISE * fraction(turn + 0.25);
      return 1 - smoothStep(0, WAY_WIDTH, Math.abs(height[i]! - middle));
    });
    const sky = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0.999, between(SKY_AT_FOOT, SKY_AT_TIP, height[i]!) + WAY_LIGHT * way[i]!, sky, i * 3);
    }

    const drawn = chances(seed, count).map((lot, i) => lot - between(STARS, STARS_IN_WAY, way[i]!));
    const stars = Uint32Array.from([...drawn.keys()].filter((i) => drawn[i]! < 0 || i === 0));
    const colors = createFrame(stars.length);
    for (let n = 0; n < stars.length; n++) sample(ramp, chance(seed + 1, n) ** 1.4, 1, colors, n * 3);
    const magnitudes = chances(seed + 2, stars.length).map((lot) => FAINTEST + (1 - FAINTEST) * lot ** 1.8);
    const rates = Float64Array.from(stars, (_, n) => {
      return 1 / between(SHORTEST_TREMBLE_S, LONGEST_TREMBLE_S, chance(seed + 3, n));
    });
    const starts = chances(seed + 4, stars.length);
    const picks = Array.from(stars, (_, n) => colors.subarray(n * 3, n * 3 + 3));

    return (timeS, frame) => {
      frame.set(sky);
      for (let n = 0; n < stars.length; n++) {
        const trembled = timeS * rates[n]! + starts[n]!;
        const light = magnitudes[n]! * lookUp(TREMBLE, trembled - Math.floor(trembled));
        tint(frame, stars[n]! * 3, picks[n]!, light);
      }
    };
  },
};
