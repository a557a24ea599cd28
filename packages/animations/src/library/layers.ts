import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The height of a layer in pixel spacings, and the bounds for the number of layers. */
const LAYER_SPACINGS = 2.2;
const MIN_LAYERS = 3;
const MAX_LAYERS = 6;

/** A layer shows this share of the palette around the tree and back, and drifts slowly through all of it. */
const PALETTE_SPAN = 0.16;
const COLOR_CYCLES_PER_SECOND = 0.017;

/** Crests of light run around each layer, in the opposite direction to its neighbours. */
const CRESTS_PER_LAYER = 2;
const TURNS_PER_SECOND = 0.085;
const CREST_CURVE = tabulate((x) => 0.3 + 0.7 * (0.5 + 0.5 * Math.cos(2 * Math.PI * x)) ** 1.6);

/** Layers fade towards their upper edge, like overhanging branches. In layers. */
const EDGE_LEVEL = 0.3;

export const layers: Animation = {
  title: 'Layers',
  description: 'Tiers of branches in different colours turn in opposite directions.',
  tags: ['shape', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const tiers = Math.min(
      MAX_LAYERS,
      Math.max(MIN_LAYERS, Math.round(aspectRatio / (LAYER_SPACINGS * pixelSpacing))),
    );
    const ring = ringOf(palette);
    const tierOf = Int8Array.from(height, (h) => Math.min(tiers - 1, Math.floor(h * tiers)));
    const ways = tierOf.map((tier) => (tier % 2 === 0 ? 1 : -1));
    const shades = height.map((h, i) => 1 - (1 - EDGE_LEVEL) * smoothStep(0.45, 1, h * tiers - tierOf[i]!));
    const hues = angle.map((turn, i) => fraction(tierOf[i]! * 0.618 + PALETTE_SPAN * Math.abs(2 * turn - 1)));
    const crests = angle.map((turn, i) => fraction(turn * CRESTS_PER_LAYER + tierOf[i]! * 0.23));

    return (timeS, frame) => {
      const wandered = fraction(timeS * COLOR_CYCLES_PER_SECOND);
      const turned = fraction(timeS * TURNS_PER_SECOND * CRESTS_PER_LAYER);
      for (let i = 0; i < count; i++) {
        const hue = hues[i]! + wandered;
        const crest = crests[i]! + 1 - ways[i]! * turned;
        sample(
          ring,
          hue - (hue | 0),
          shades[i]! * CREST_CURVE[((crest - (crest | 0)) * CREST_CURVE.length) | 0]!,
          frame,
          i * 3,
        );
      }
    };
  },
};
