import type { Animation } from '../animation.ts';
import { blurRing, ringOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';

/** The width of a pair of mirrors in pixel spacings, and the bounds for their number around the trunk. */
const WEDGE_SPACINGS = 5.5;
const MIN_WEDGES = 2;
const MAX_WEDGES = 5;
/** The distance between horizontal mirrors in base radii, and its minimum in pixel spacings. */
const MIN_MIRROR_DISTANCE = 0.95;
const MIRROR_DISTANCE_SPACINGS = 4;

/** Pieces of glass: three waves between the mirrors, each with its own speed in waves a second. */
const WAVES_PER_SECOND = [0.061, -0.047, 0.033] as const;
/** The share of the palette that they span, and by how much it is blurred. */
const PALETTE_SPAN = 0.24;
const BLUR_RADIUS = 0.02;
/** The darkness of the lead between pieces of glass. */
const LEAD_CURVE = tabulate((x) => 0.1 + 0.9 * Math.min(1, 2.6 * Math.abs(x - 0.5)) ** 0.8);

export const kaleidoscope: Animation = {
  title: 'Kaleidoscope',
  description: 'Pieces of coloured glass tumble between mirrors all around the tree.',
  tags: ['shape', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const wedges = Math.min(
      MAX_WEDGES,
      Math.max(MIN_WEDGES, Math.round((2 * Math.PI) / (WEDGE_SPACINGS * pixelSpacing))),
    );
    const storey = Math.max(MIN_MIRROR_DISTANCE, MIRROR_DISTANCE_SPACINGS * pixelSpacing);
    const ring = blurRing(ringOf(palette), BLUR_RADIUS);
    const mirrored = (position: number) => Math.abs(2 * fraction(position) - 1);
    const across = angle.map((turn) => mirrored(turn * wedges));
    const along = height.map((h) => mirrored((h * aspectRatio) / (2 * storey)));
    const first = across.map((u, i) => 1 + 0.5 * u + 0.35 * along[i]!);
    const second = across.map((u, i) => 2 + 0.3 * u - 0.7 * along[i]!);
    const third = across.map((u, i) => 1 + 0.8 * u * along[i]!);

    return (timeS, frame) => {
      const one = fraction(timeS * WAVES_PER_SECOND[0]);
      const two = fraction(timeS * WAVES_PER_SECOND[1]);
      const three = fraction(timeS * WAVES_PER_SECOND[2]);
      for (let i = 0; i < count; i++) {
        const a = sine(first[i]! + one);
        const b = sine(second[i]! + two);
        const c = sine(third[i]! + three + 0.2 * a);
        const hue = 2 + three + PALETTE_SPAN * (a + b);
        const glass = 0.5 + 0.24 * (b + c);
        sample(ring, hue - (hue | 0), LEAD_CURVE[(glass * 1023) | 0]!, frame, i * 3);
      }
    };
  },
};
