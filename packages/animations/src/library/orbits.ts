import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { lightenPixel } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { findNearbyPixels } from '../geometry/anchor-points.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomArray, randomAt } from '../random/seeded-random.ts';

/** Half the width of a path in base radii, and its minimum in pixel spacings. */
const MIN_PATH_HALF_WIDTH = 0.17;
const MIN_SPACINGS = 0.95;
const MAX_PLANETS = 8;
const MIN_PLANETS = 3;

/** The tilt of a path, in base radii of height to either side. */
const PATH_TILT = 0.3;
/** Turns a second at the foot and at the tip, where planets are faster. */
const MIN_TURNS_PER_SECOND = 0.09;
const MAX_TURNS_PER_SECOND = 0.3;

/** Brightness and whiteness from just ahead of a planet back along its path, for a whole turn. */
const HEAD_LENGTH = 0.08;
const TRAIL_CURVE = tabulate(
  (x) =>
    smoothStep(0, HEAD_LENGTH, x) *
    (0.88 * (1 - smoothStep(HEAD_LENGTH, 0.75, x)) ** 1.7 + 0.12 * (1 - smoothStep(0.9, 1, x))),
);
const WHITENESS_CURVE = tabulate(
  (x) => 0.75 * smoothStep(0, HEAD_LENGTH, x) * (1 - smoothStep(HEAD_LENGTH, 0.17, x)),
);
const NIGHT_LEVEL = 0.065;

export const orbits: Animation = {
  title: 'Orbits',
  description: 'Planets circle the trunk on tilted paths, faster towards the tip.',
  tags: ['shape', 'night'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const reach = Math.max(MIN_PATH_HALF_WIDTH, MIN_SPACINGS * pixelSpacing);
    const planets = Math.min(MAX_PLANETS, Math.max(MIN_PLANETS, Math.floor(aspectRatio / (1.7 * reach))));
    const ring = ringOf(palette);
    const tints = createFrame(planets);
    const sky = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, 0.7, NIGHT_LEVEL, sky, i * 3);
    for (let planet = 0; planet < planets; planet++)
      sample(
        ring,
        fraction((planet * 2) / planets + (planet * 2 >= planets ? 1 / planets : 0) + 0.03),
        1,
        tints,
        planet * 3,
      );

    const nodes = randomArray(seed, planets);
    const starts = randomArray(seed + 1, planets);
    const directions = Int8Array.from({ length: planets }, (_, planet) =>
      randomAt(seed + 2, planet) < 0.5 ? -1 : 1,
    );
    const { start, pixels, values } = findNearbyPixels(planets, count, (planet, pixel) => {
      const middle = ((planet + 0.5) / planets) * aspectRatio;
      const path = middle + PATH_TILT * Math.sin(2 * Math.PI * (angle[pixel]! - nodes[planet]!));
      const offset = (height[pixel]! * aspectRatio - path) / reach;
      return Math.abs(offset) < 1 ? 1 - offset * offset : Number.NaN;
    });
    // By entry: the pixel's position on the planet's path, against its direction.
    const positions = new Float32Array(pixels.length);
    for (let planet = 0; planet < planets; planet++) {
      for (let n = start[planet]!; n < start[planet + 1]!; n++) {
        positions[n] = fraction(directions[planet]! * angle[pixels[n]!]!);
      }
    }

    return (timeS, frame) => {
      frame.set(sky);
      for (let planet = 0; planet < planets; planet++) {
        const rate =
          MIN_TURNS_PER_SECOND + ((MAX_TURNS_PER_SECOND - MIN_TURNS_PER_SECOND) * planet) / planets;
        const head = fraction(timeS * rate + starts[planet]!) + HEAD_LENGTH;
        const end = start[planet + 1]!;
        for (let n = start[planet]!; n < end; n++) {
          const behind = head + positions[n]!;
          const step = ((behind - (behind | 0)) * TRAIL_CURVE.length) | 0;
          lightenPixel(
            frame,
            pixels[n]! * 3,
            tints,
            planet * 3,
            TRAIL_CURVE[step]! * values[n]!,
            WHITENESS_CURVE[step]!,
          );
        }
      }
    };
  },
};
