import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction, wrapToHalfTurn } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';

/** The distance between garlands in base radii, and its minimum in pixel spacings; garlands a second. */
const MIN_GARLAND_DISTANCE = 0.8;
const MIN_SPACINGS = 3.4;
const RISES_PER_SECOND = 0.16;
/** Half of a garland's thickness, as a share of the distance. */
const GARLAND_HALF_THICKNESS = 0.27;

/** Garlands sag between hooks: their number around the tree, and the depth as a share of the distance. */
const MIN_SWAGS = 3;
const MAX_SWAGS = 5;
const SWAG_SPACINGS = 4;
const SWAG_DEPTH = 0.55;

/** The number of garlands with different colours. */
const COLOR_COUNT = 5;
/** Garlands are made of pieces of foil, some brighter than others. */
const MIN_FOIL_LEVEL = 0.55;

export const garlands: Animation = {
  title: 'Garlands',
  description: 'Garlands in festive colours hang around the tree and slowly rise.',
  tags: ['festive', 'classic', 'shape'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const spacing = Math.max(MIN_GARLAND_DISTANCE, MIN_SPACINGS * pixelSpacing);
    const swags = Math.min(
      MAX_SWAGS,
      Math.max(MIN_SWAGS, Math.round((2 * Math.PI) / (SWAG_SPACINGS * pixelSpacing))),
    );
    const bands = shadedRamp(ringOf(palette), (x) => {
      const away = Math.abs(wrapToHalfTurn(x * COLOR_COUNT - 0.5));
      return {
        position: Math.floor(x * COLOR_COUNT) / COLOR_COUNT + 0.03,
        level: 1 - smoothStep(GARLAND_HALF_THICKNESS * 0.45, GARLAND_HALF_THICKNESS * 1.15, away),
        whiteness: 0.1 * (1 - smoothStep(0, GARLAND_HALF_THICKNESS * 0.7, away)),
      };
    });
    const positions = height.map((h, i) => {
      const hook = 2 * wrapToHalfTurn(angle[i]! * swags);
      return fraction(((h * aspectRatio) / spacing + SWAG_DEPTH * (1 - hook * hook)) / COLOR_COUNT);
    });
    const foil = randomArray(seed, count, MIN_FOIL_LEVEL, 1);
    const tree = baseGreen(count, seed + 1);

    return (timeS, frame) => {
      const risen = 1 - fraction((timeS * RISES_PER_SECOND) / COLOR_COUNT);
      for (let i = 0; i < count; i++) {
        const position = positions[i]! + risen;
        const at = i * 3;
        sample(bands, position - (position | 0), foil[i]!, frame, at);
        frame[at] = Math.max(frame[at]!, tree[at]!);
        frame[at + 1] = Math.max(frame[at + 1]!, tree[at + 1]!);
        frame[at + 2] = Math.max(frame[at + 2]!, tree[at + 2]!);
      }
    };
  },
};
