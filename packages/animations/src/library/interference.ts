import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { cartesianPositions } from '../geometry/cartesian-positions.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';

/** Sources of waves, in base radii from the trunk and heights of the tree; slightly detuned, so that the pattern drifts. */
const WAVE_SOURCES = [
  { x: 0.9, y: -0.3, height: 0.12, wavesPerSecond: 0.31 },
  { x: -0.8, y: -0.5, height: 0.3, wavesPerSecond: 0.27 },
  { x: 0.1, y: 0.7, height: 0.75, wavesPerSecond: 0.29 },
] as const;

/** The wavelength in base radii, and its minimum in pixel spacings. */
const MIN_WAVELENGTH = 0.72;
const MIN_SPACINGS = 3.4;
/** The palette's edges are blurred by this share of it, as waves have none. */
const BLUR_RADIUS = 0.06;

export const interference: Animation = {
  title: 'Interference',
  description: 'Waves from three positions meet: crests add up, and opposites cancel out.',
  tags: ['calm', 'maths'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const { x, y, z, aspectRatio, pixelSpacing } = cartesianPositions(strip);
    const perRadius = 1 / Math.max(MIN_WAVELENGTH, MIN_SPACINGS * pixelSpacing);
    const [first, second, third] = WAVE_SOURCES.map((source) =>
      z.map(
        (up, i) =>
          Math.hypot(x[i]! - source.x, y[i]! - source.y, up - source.height * aspectRatio) * perRadius,
      ),
    ) as [Float32Array, Float32Array, Float32Array];
    const shades = shadedRamp(blurRamp(rampOf(palette), BLUR_RADIUS), (sum) => ({
      position: 0.999 * smoothStep(0.35, 1, sum),
      level: 0.07 + 0.93 * smoothStep(0.3, 0.85, sum),
    }));

    return (timeS, frame) => {
      const one = 1 - fraction(timeS * WAVE_SOURCES[0].wavesPerSecond);
      const two = 1 - fraction(timeS * WAVE_SOURCES[1].wavesPerSecond);
      const three = 1 - fraction(timeS * WAVE_SOURCES[2].wavesPerSecond);
      for (let i = 0; i < count; i++) {
        const sum = sine(first[i]! + one) + sine(second[i]! + two) + sine(third[i]! + three);
        sample(shades, 0.5 + sum * (0.999 / 6), 1, frame, i * 3);
      }
    };
  },
};
