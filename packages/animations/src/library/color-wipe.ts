import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomAt } from '../random/seeded-random.ts';

/** The seconds from one wipe to the next, and the share of them that a wipe takes. */
const WIPE_S = 4;
const WIPE_SHARE = 0.96;

/** The greatest tilt of a wipe's direction; 0 is vertical. */
const MAX_TILT = 0.75;

/** The distance of consecutive colours in the palette: the golden ratio avoids early repetition. */
const GOLDEN = 0.381966;

/** The brightness of a settled colour, and the width of the bright front in radii, with its minimum in pixel spacings. */
const SETTLED_LEVEL = 0.5;
const FRONT_WIDTH = 1.6;
const FRONT_SPACINGS = 4;
const WHITENESS = 0.4;

/** Steps of the table from the old colour (0) across the front to the settled new one (1). */
const STEPS = 256;
const TRANSITION_CURVE = tabulate((x) => smoothStep(0.1, 0.2, x));
const GLOW_CURVE = tabulate((x) => smoothStep(0, 0.16, x) * (1 - smoothStep(0.18, 1, x)));
const WHITENESS_CURVE = tabulate(
  (x) => WHITENESS * smoothStep(0.05, 0.16, x) * (1 - smoothStep(0.16, 0.34, x)),
);

export const colorWipe: Animation = {
  title: 'Colour wipe',
  description: 'One colour after another sweeps over the tree, each from another side.',
  tags: ['classic', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, radius, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const width = Math.max(FRONT_WIDTH, FRONT_SPACINGS * pixelSpacing);
    const east = radius.map((r, i) => r * Math.cos(2 * Math.PI * angle[i]!));
    const north = radius.map((r, i) => r * Math.sin(2 * Math.PI * angle[i]!));
    const half = aspectRatio / 2;
    const up = height.map((h) => (2 * h - 1) * half);
    const pair = createFrame(2);
    const front = createFrame(STEPS);
    /** The wipe that `front` was made for, and each pixel's position along its direction. */
    let painted = -1;
    const along = new Float32Array(count);
    let nearest = 0;
    let farthest = 0;

    const turn = (wipe: number): void => {
      const side = 2 * Math.PI * randomAt(seed, wipe);
      const steepness = MAX_TILT * randomAt(seed + 1, wipe);
      const upward = wipe % 2 === 0 ? 1 - steepness : steepness - 1;
      const eastward = steepness * Math.cos(side);
      const northward = steepness * Math.sin(side);
      // From the pixels themselves: real ones hang outside any cone.
      nearest = Number.POSITIVE_INFINITY;
      farthest = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < count; i++) {
        const at = east[i]! * eastward + north[i]! * northward + up[i]! * upward;
        along[i] = at;
        nearest = Math.min(nearest, at);
        farthest = Math.max(farthest, at);
      }
    };

    return (timeS, frame) => {
      const wipes = timeS / WIPE_S;
      const wipe = Math.floor(wipes);
      if (wipe !== painted) {
        sample(ramp, fraction(wipe * GOLDEN), 1, pair, 0);
        sample(ramp, fraction((wipe + 1) * GOLDEN), 1, pair, 3);
        paintFront(pair, front);
        turn(wipe);
        painted = wipe;
      }

      const progress = Math.min(1, (wipes - wipe) / WIPE_SHARE) * (farthest - nearest + width) + nearest;
      const scale = STEPS / width;
      for (let i = 0; i < count; i++) {
        const passed = (progress - along[i]!) * scale;
        const from = (Math.min(STEPS - 1, Math.max(0, passed)) | 0) * 3;
        const at = i * 3;
        frame[at] = front[from]!;
        frame[at + 1] = front[from + 1]!;
        frame[at + 2] = front[from + 2]!;
      }
    };
  },
};

function paintFront(pair: Frame, front: Frame): void {
  for (let step = 0; step < STEPS; step++) {
    const x = step / STEPS;
    const share = lookUp(TRANSITION_CURVE, x);
    const level = SETTLED_LEVEL + (1 - SETTLED_LEVEL) * lookUp(GLOW_CURVE, x);
    const white = lookUp(WHITENESS_CURVE, x);
    const color = level * (1 - white);
    for (let channel = 0; channel < 3; channel++) {
      const old = pair[channel]!;
      const mixed = old + (pair[3 + channel]! - old) * share;
      front[step * 3 + channel] = mixed * color + CHANNEL_MAX * white * level;
    }
  }
}
