import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { Dabs } from '../dabs.ts';
import { createFrame } from '../frame.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { rampOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';
import { chance, chances, hash } from '../random.ts';
import { surfaceOf } from '../surface.ts';
import { between } from '../wander.ts';

/** A leaf in the air for so many pixels, within bounds, and how long it takes over the whole height. */
const PIXELS_PER_LEAF = 8;
const LEAVES = 40;
const SHORTEST_FALL_S = 8;
const LONGEST_FALL_S = 13;

/** It comes off anywhere but near the foot, and is gone once it is below the ground. In heights. */
const LOWEST = 0.75;
const WAY = 1.05;
const GROUND = -0.04;

/** It sails to and fro, in turns at the foot's width, so often on its way; it drifts, too. */
const SAILS = 0.055;
const SAILS_PER_FALL = 3.5;
const DRIFT = 0.22;
const SAIL = tabulate((x) => Math.sin(2 * Math.PI * x));
/** At the end of each sail it sinks more slowly. In heights. */
const LIFT = 0.022;

/** As large as this in base radii, at least in pitches. Seen from its edge it is this much fainter. */
const REACH = 0.24;
const REACH_PITCHES = 1.5;
const EDGE_ON = 0.4;

/** What still hangs on the branches: in the palette, by patches, dim. In tiles a height. */
const CROWN_SCALE = 0.8;
const CROWN_DARKEST = 0.06;
const CROWN_LIGHTEST = 0.24;

export const autumnLeaves: Animation = {
  title: 'Autumn leaves',
  description: 'Red, amber and yellow leaves sail to and fro down to the ground.',
  tags: ['nature', 'calm', 'warm'],
  palette: 'autumn',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const noise = createNoise(seed);
    const columns = columnsAt(angle);
    const crown = createFrame(count);
    for (let i = 0; i < count; i++) {
      const leaf = noiseAt(noise, columns[i]!, height[i]! * CROWN_SCALE);
      const level = between(CROWN_DARKEST, CROWN_LIGHTEST, leaf);
      sample(ramp, Math.min(0.999, 1 - leaf), level, crown, i * 3);
    }

    const leaves = Math.max(1, Math.min(LEAVES, Math.round(count / PIXELS_PER_LEAF)));
    const dabs = new Dabs(strip, leaves, Math.max(REACH, REACH_PITCHES * surfaceOf(strip).pitch));
    const rates = Float64Array.from({ length: leaves }, (_, n) => {
      return 1 / between(SHORTEST_FALL_S, LONGEST_FALL_S, chance(seed + 2, n));
    });
    const starts = chances(seed + 3, leaves);
    const colors = createFrame(leaves);

    // Each leaf's lots, drawn anew only when another leaf takes its place: which fall they are of, and what they say.
    const drawnFor = new Float64Array(leaves).fill(-1);
    const from = new Float64Array(leaves);
    const place = new Float64Array(leaves);
    const drift = new Float64Array(leaves);
    const sailing = new Float64Array(leaves);
    const draw = (n: number, fall: number): void => {
      const key = hash(seed + 4 + n, fall);
      drawnFor[n] = fall;
      // Evenly over the skin of a cone, which has more room at its foot.
      from[n] = 1 - LOWEST * Math.sqrt(chance(key, 4));
      place[n] = chance(key, 1);
      drift[n] = DRIFT * (chance(key, 2) - 0.5);
      sailing[n] = chance(key, 0);
      sample(ramp, chance(key, 3), 1, colors, n * 3);
    };

    return (timeS, frame) => {
      frame.set(crown);
      for (let n = 0; n < leaves; n++) {
        const falls = timeS * rates[n]! + starts[n]!;
        const fall = Math.floor(falls);
        if (drawnFor[n] !== fall) draw(n, fall);
        const x = falls - fall;
        const way = from[n]! - WAY * x;
        const sail = x * SAILS_PER_FALL + sailing[n]!;
        dabs.turn[n] = place[n]! + drift[n]! * x + SAILS * lookUp(SAIL, fraction(sail));
        dabs.height[n] = way + LIFT * lookUp(SAIL, fraction(2 * sail + 0.25));
        const shown = smoothStep(0, 0.06, x) * smoothStep(GROUND - 0.04, 0.02, way);
        dabs.light[n] = shown * (1 - EDGE_ON * (0.5 - 0.5 * lookUp(SAIL, fraction(sail + 0.25))));
      }
      dabs.paint(frame, colors);
    };
  },
};
