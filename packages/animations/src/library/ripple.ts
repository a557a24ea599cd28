import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample } from '../color/palette.ts';
import { lightenPixel } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { chooseAnchorPoints, findNearbyPixels, surfaceOffset } from '../geometry/anchor-points.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lerp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** The sites where drops fall, each at its own rate. */
const DROP_SITES = 6;
const MIN_CYCLE_S = 3.4;
const MAX_CYCLE_S = 5;

/** The speed of a ring in base radii a second, its greatest radius, and when it starts to fade. */
const RADII_PER_SECOND = 0.44;
const MAX_RADIUS = 1.3;
const FADING_FROM = 0.6;
const CYCLE_FADE_FROM = 0.85;
const WHITENESS = 0.35;
/** The wavelength in base radii, and its minimum in pixel spacings. */
const MIN_WAVELENGTH = 0.4;
const MIN_SPACINGS = 2.4;

/** Two crests behind the front (0), the second lower. */
const WAVE_TRAIN_CURVE = tabulate((x) => (0.5 - 0.5 * Math.cos(4 * Math.PI * x)) * (x < 0.5 ? 1 : 0.12));
/** Still water has the palette's first colour, brighter towards the tip. Rings use its second half. */
const LEVEL_AT_FOOT = 0.2;
const LEVEL_AT_TIP = 0.3;
const MIN_RING_COLOR = 0.5;

export const ripple: Animation = {
  title: 'Ripple',
  description: 'Drops fall on still water, and rings spread from them over the tree.',
  tags: ['shape', 'calm', 'nature'],
  palette: 'ocean',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const calm = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0, lerp(LEVEL_AT_FOOT, LEVEL_AT_TIP, height[i]!), calm, i * 3);
    }

    const sites = chooseAnchorPoints(strip, DROP_SITES, seed);
    const length = 2 * Math.max(MIN_WAVELENGTH, MIN_SPACINGS * pixelSpacing);
    const { start, pixels, values } = findNearbyPixels(DROP_SITES, count, (site, pixel) => {
      const { across, up } = surfaceOffset(strip, aspectRatio, sites[site]!, pixel);
      const distance = Math.hypot(across, up);
      return distance < MAX_RADIUS ? distance / length : Number.NaN;
    });
    const cycles = randomArray(seed + 50, DROP_SITES, MIN_CYCLE_S, MAX_CYCLE_S);
    const starts = randomArray(seed + 51, DROP_SITES);
    const crest = createFrame(1);
    return (timeS, frame) => {
      frame.set(calm);
      for (let site = 0; site < DROP_SITES; site++) {
        const drops = timeS / cycles[site]! + starts[site]!;
        const number = Math.floor(drops);
        const elapsed = (drops - number) * cycles[site]! * RADII_PER_SECOND;
        // Rings fade before the next drop falls at their site.
        const left = 1 - smoothStep(CYCLE_FADE_FROM, 1, drops - number);
        const faded = 1 - smoothStep(FADING_FROM, MAX_RADIUS + length * 0.3, elapsed);
        const strength = smoothStep(0, 0.12, elapsed) * faded * left;
        if (strength === 0) continue;
        const front = elapsed / length;
        const far = lerp(MIN_RING_COLOR, 1, randomAt(hash(seed + 52, number), site));
        sample(ramp, far * oppositePosition(palette), 1, crest, 0);
        const end = start[site + 1]!;
        for (let n = start[site]!; n < end; n++) {
          const behind = front - values[n]!;
          if (behind <= 0 || behind >= 1) continue;
          const light = WAVE_TRAIN_CURVE[(behind * WAVE_TRAIN_CURVE.length) | 0]! * strength;
          lightenPixel(frame, pixels[n]! * 3, crest, 0, light, WHITENESS * light);
        }
      }
    };
  },
};
