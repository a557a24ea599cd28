import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';
import { chance, chances } from '../random.ts';
import { gather } from '../spots.ts';
import { surfaceOf } from '../surface.ts';
import { outshine } from '../tones.ts';

/** Half the width of a path, in base radii, and at least so many pitches of the strip. */
const REACH = 0.17;
const PITCHES = 0.95;
const MOST_PLANETS = 8;
const FEWEST_PLANETS = 3;

/** How far a path leans, in base radii of height to either side. */
const LEAN = 0.3;
/** Turns a second at the foot and at the tip: what is near to the star is quicker. */
const SLOWEST = 0.09;
const QUICKEST = 0.3;

/** From just ahead of a planet back along its path, a whole turn: brightness, and how white. */
const HEAD = 0.08;
const TRAIL = tabulate(
  (x) =>
    smoothStep(0, HEAD, x) *
    (0.88 * (1 - smoothStep(HEAD, 0.75, x)) ** 1.7 + 0.12 * (1 - smoothStep(0.9, 1, x))),
);
const WHITE = tabulate((x) => 0.75 * smoothStep(0, HEAD, x) * (1 - smoothStep(HEAD, 0.17, x)));
const NIGHT = 0.065;

export const orbits: Animation = {
  title: 'Orbits',
  description: 'Planets circle the trunk on tilted paths, the quicker the nearer to the tip.',
  tags: ['shape', 'night'],
  palette: 'classic_lights',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const reach = Math.max(REACH, PITCHES * pitch);
    const planets = Math.min(MOST_PLANETS, Math.max(FEWEST_PLANETS, Math.floor(tallness / (1.7 * reach))));
    const ring = ringOf(palette);
    const tints = createFrame(planets);
    const sky = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, 0.7, NIGHT, sky, i * 3);
    for (let planet = 0; planet < planets; planet++)
      sample(
        ring,
        fraction((planet * 2) / planets + (planet * 2 >= planets ? 1 / planets : 0) + 0.03),
        1,
        tints,
        planet * 3,
      );

    const nodes = chances(seed, planets);
    const starts = chances(seed + 1, planets);
    const ways = Int8Array.from({ length: planets }, (_, planet) =>
      chance(seed + 2, planet) < 0.5 ? -1 : 1,
    );
    const { first, pixels, values } = gather(planets, count, (planet, pixel) => {
      const middle = ((planet + 0.5) / planets) * tallness;
      const path = middle + LEAN * Math.sin(2 * Math.PI * (angle[pixel]! - nodes[planet]!));
      const off = (height[pixel]! * tallness - path) / reach;
      return Math.abs(off) < 1 ? 1 - off * off : Number.NaN;
    });
    // By entry: where on its planet's way the pixel lies, against the planet's direction.
    const places = new Float32Array(pixels.length);
    for (let planet = 0; planet < planets; planet++) {
      for (let n = first[planet]!; n < first[planet + 1]!; n++) {
        places[n] = fraction(ways[planet]! * angle[pixels[n]!]!);
      }
    }

    return (timeS, frame) => {
      frame.set(sky);
      for (let planet = 0; planet < planets; planet++) {
        const rate = SLOWEST + ((QUICKEST - SLOWEST) * planet) / planets;
        const head = fraction(timeS * rate + starts[planet]!) + HEAD;
        const end = first[planet + 1]!;
        for (let n = first[planet]!; n < end; n++) {
          const behind = head + places[n]!;
          const step = ((behind - (behind | 0)) * TRAIL.length) | 0;
          outshine(frame, pixels[n]! * 3, tints, planet * 3, TRAIL[step]! * values[n]!, WHITE[step]!);
        }
      }
    };
  },
};
