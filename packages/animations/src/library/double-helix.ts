import type { Animation } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { oppositeIn, rampOf, sample } from '../palette.ts';
import { fraction, nearestTurn } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';

/** Height of one winding, in base radii, and at least so many pitches of the strip; turns a second. */
const WINDING = 2.1;
const PITCHES = 7;
const TURNS_PER_SECOND = 0.12;

/** Half of a strand, in turns, and at least so many pitches of the strip where the tree is half as wide as at its foot. */
const STRAND = 0.06;
const STRAND_PITCHES = 0.8;

/** Rungs lie so far apart, and are as thick as one row of pixels, in pitches. */
const RUNG_EVERY = 0.34;
const RUNG_PITCHES = 2.3;
const RUNG = 0.62;
const RUNG_LEVEL = 0.34;
const NIGHT = 0.035;

export const doubleHelix: Animation = {
  title: 'Double helix',
  description: 'Two strands in different colours wind up the tree, with rungs between them.',
  tags: ['shape', 'calm'],
  palette: 'sunset',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = rampOf(palette);
    const other = oppositeIn(palette);
    const half = Math.min(0.2, Math.max(STRAND, (STRAND_PITCHES * pitch) / Math.PI));
    const strandAt = (x: number) => {
      const [first, second] = [Math.abs(nearestTurn(x)), Math.abs(nearestTurn(x - 0.5))];
      return { near: Math.min(first, second), position: first < second ? 0 : other };
    };
    const strands = tones(ramp, (x) => {
      const { near, position } = strandAt(x);
      const core = 1 - smoothStep(0, half * 0.6, near);
      return {
        position,
        level: NIGHT + (1 - NIGHT) * (1 - smoothStep(half * 0.5, half * 1.5, near)),
        white: core * 0.4,
      };
    });
    const rungs = tones(ramp, (x) => {
      const { near, position } = strandAt(x);
      const strand = 1 - smoothStep(half * 0.5, half * 1.5, near);
      // Rungs go through one side of the tree only: between the strands, not all around.
      const rung = x < 0.5 ? RUNG_LEVEL * (0.55 + 0.45 * Math.abs(nearestTurn(2 * x)) * 2) : NIGHT;
      return {
        position: x < 0.5 ? x * 2 * other : position,
        level: Math.max(rung, strand),
        white: 0.4 * (1 - smoothStep(0, half * 0.6, near)),
      };
    });

    const every = Math.max(RUNG_EVERY, RUNG_PITCHES * pitch);
    const onRung = Uint8Array.from(height, (h) =>
      fraction((h * tallness) / every) < ((RUNG * pitch) / every) * 1.5 ? 1 : 0,
    );
    const winding = Math.max(WINDING, PITCHES * pitch);
    const places = angle.map((turn, i) => fraction(turn - (height[i]! * tallness) / winding));

    return (timeS, frame) => {
      const turned = fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const place = places[i]! + turned;
        sample(onRung[i]! ? rungs : strands, place - (place | 0), 1, frame, i * 3);
      }
    };
  },
};
