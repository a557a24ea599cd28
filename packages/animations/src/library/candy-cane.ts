import type { Animation } from '../animation.ts';
import { mixOklab, type Oklab, oklabToRgb, rgbToOklab } from '../color/color-spaces.ts';
import { oppositePosition, type Palette, type Ramp, rampOf, sample } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';

/** Pairs of stripes side by side, and how many pass in a second. */
const STRIPE_PAIRS = 1;
const PAIRS_PER_SECOND = 0.25;

/** Height of a pair in base radii, and its minimum in pixel spacings, so that each stripe has pixels of its own. */
const MIN_PAIR_HEIGHT = 1;
const MAX_PAIR_HEIGHT = 1.4;
const MIN_SPACINGS = 3.4;

/** White lights look far brighter than red ones: at full strength they would outshine the red. */
const WHITE_LEVEL = 0.82;

/** The softness of an edge in pixel spacings, and its bounds in pairs of stripes. */
const EDGE_SPACINGS = 0.5;
const MIN_EDGE = 0.05;
const MAX_EDGE = 0.16;

export const candyCane: Animation = {
  title: 'Candy cane',
  description: 'Red and white stripes turn around the tree like a barber’s pole.',
  tags: ['classic', 'lively'],
  palette: 'candy_cane',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const pair = Math.min(MAX_PAIR_HEIGHT, Math.max(MIN_PAIR_HEIGHT, MIN_SPACINGS * pixelSpacing));
    const edge = Math.min(MAX_EDGE, Math.max(MIN_EDGE, (EDGE_SPACINGS * pixelSpacing) / pair));
    const stripes = stripePair(palette, edge);
    const positions = angle.map((turn, i) => {
      const position = STRIPE_PAIRS * turn + (aspectRatio / pair) * height[i]!;
      return position - Math.floor(position);
    });

    return (timeS, frame) => {
      const moved = timeS * PAIRS_PER_SECOND;
      const offset = 1 - (moved - Math.floor(moved));
      for (let i = 0; i < count; i++) {
        const position = positions[i]! + offset;
        sample(stripes, position - (position | 0), 1, frame, i * 3);
      }
    };
  },
};

/** A isCyclic ramp: a stripe of the palette's first colour between two halves of a stripe of the opposite colour. */
function stripePair(palette: Palette, edge: number): Ramp {
  const pick = createFrame(2);
  const colors = rampOf(palette);
  sample(colors, 0, 1, pick, 0);
  sample(colors, oppositePosition(palette), WHITE_LEVEL, pick, 3);
  const [red, white] = [oklabAt(pick, 0), oklabAt(pick, 3)];

  const stripes = new Uint16Array(colors.length);
  for (let at = 0; at < stripes.length; at += 3) {
    const fromCentre = Math.abs(at / stripes.length - 0.5);
    const share = smoothStep(0.25 - edge / 2, 0.25 + edge / 2, fromCentre);
    stripes.set(
      oklabToRgb(mixOklab(red, white, share)).map((value) => value * CHANNEL_MAX),
      at,
    );
  }
  return stripes;
}

function oklabAt(rgb: Uint16Array, at: number): Oklab {
  return rgbToOklab([rgb[at]! / CHANNEL_MAX, rgb[at + 1]! / CHANNEL_MAX, rgb[at + 2]! / CHANNEL_MAX]);
}
