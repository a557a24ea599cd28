import type { Animation } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { oppositeIn, rampOf, sample, tint } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';

const TURNS_PER_SECOND = 0.16;
/** Two beams back to back, so that one always faces the room. Half a beam's width, and the glow that follows it, in turns. */
const HALF_BEAM = 0.065;
const PITCHES = 0.75;
const AFTERGLOW = 0.33;

/** The beam loses strength on its way down. */
const AT_FOOT = 0.62;
const NIGHT = 0.035;

/** The lamp at the tip is always lit: within so many base radii of it. */
const LAMP = 0.3;
const LAMP_PITCHES = 1.2;

export const beacon: Animation = {
  title: 'Beacon',
  description: 'A lighthouse: from the lamp at the tip two beams turn around the tree.',
  tags: ['shape', 'night'],
  palette: 'starlight',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = rampOf(palette);
    const half = Math.min(0.12, Math.max(HALF_BEAM, (PITCHES * pitch) / Math.PI));
    const beams = tones(ramp, (x) => {
      const second = x >= 0.5;
      const behind = 1 - fraction(x * 2 + 2 * half);
      // In turns from the middle of the beam: ahead of it below 0.
      const off = behind / 2 - 2 * half + half;
      const beam = smoothStep(-half, -half * 0.2, off) * (1 - smoothStep(half * 0.2, half, off));
      const glow = off > 0 ? 0.5 * (1 - smoothStep(0, AFTERGLOW, off)) ** 2 : 0;
      return {
        position: second ? oppositeIn(palette) : 0.06,
        level: Math.max(NIGHT, glow, beam),
        white: 0.6 * beam,
      };
    });
    const levels = height.map((h) => AT_FOOT + (1 - AT_FOOT) * h);
    const reach = Math.max(LAMP, LAMP_PITCHES * pitch);
    const lamps = height.map((h) => 1 - smoothStep(0.3, 1, ((1 - h) * tallness) / reach));
    const lamp = createFrame(1);
    sample(ramp, 0.3, 1, lamp, 0);

    return (timeS, frame) => {
      const turned = 1 - fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const place = angle[i]! + turned;
        sample(beams, place - (place | 0), levels[i]!, frame, i * 3);
        if (lamps[i]! > 0) tint(frame, i * 3, lamp, lamps[i]!);
      }
    };
  },
};
