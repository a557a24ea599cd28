import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { rampOf, sample } from '../palette.ts';
import { fraction, wave } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';

/** Heights between which the water comes and goes. */
const EBB = 0.1;
const FLOOD = 0.88;
const TIDES_PER_SECOND = 0.028;

/** The swell: two waves that run around the tree against each other. In waves around, in heights, and a second. */
const SWELL = { around: 2, height: 0.035, perSecond: 0.19 } as const;
const CHOP = { around: 3, height: 0.022, perSecond: -0.27 } as const;

/** Foam is so thick, in base radii, and at least so many pitches of the strip. */
const FOAM = 0.12;
const FOAM_PITCHES = 0.75;
/** Seen through the water, light plays on what is below. */
const PLAY = 0.3;
const PLAYS_PER_SECOND = 0.23;

/** From above the surface to below it, in heights of the tree: what one table of colours covers. */
const ABOVE = 0.05;
const BELOW = 0.7;
const DRY = 0.08;
/** The palette runs from its beginning in the depth to here at the surface. */
const NEAR = 0.72;

export const tide: Animation = {
  title: 'Tide',
  description: 'Water fills the tree, rocks under its foam, and ebbs away again.',
  tags: ['shape', 'calm', 'nature'],
  palette: 'ice',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const foam = Math.max(FOAM, FOAM_PITCHES * pitch) / (tallness || 1);
    const water = tones(rampOf(palette), (x) => {
      const depth = x * (ABOVE + BELOW) - ABOVE;
      if (depth < -foam / 2) return { position: NEAR, level: DRY };
      const crest = smoothStep(-foam / 2, 0, depth) * (1 - smoothStep(foam * 0.5, foam * 1.5, depth));
      const wet = smoothStep(-foam / 2, 0, depth);
      const deep = Math.min(1, Math.max(0, depth / BELOW));
      return {
        position: NEAR * (1 - deep) ** 1.5,
        level: DRY + (1 - DRY) * wet * (0.82 - 0.32 * deep + 0.18 * crest),
        white: 0.85 * crest,
      };
    });
    const swells = angle.map((turn) => turn * SWELL.around);
    const chops = angle.map((turn) => turn * CHOP.around);
    const plays = angle.map((turn, i) => turn * 2 + height[i]! * tallness * 0.9);
    const shade = tabulate((x) => 1 - PLAY * (1 - x) * (1 - x));

    return (timeS, frame) => {
      const level =
        EBB + (FLOOD - EBB) * (0.5 + 0.5 * Math.sin(2 * Math.PI * fraction(timeS * TIDES_PER_SECOND)));
      const swelled = fraction(timeS * SWELL.perSecond);
      const chopped = fraction(timeS * CHOP.perSecond);
      const played = fraction(timeS * PLAYS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const chop = wave(chops[i]! + chopped);
        const depth = level - height[i]! + SWELL.height * wave(swells[i]! + swelled) + CHOP.height * chop;
        const seen = Math.min(0.999, Math.max(0, (depth + ABOVE) * (1 / (ABOVE + BELOW))));
        const light = 0.5 + 0.49 * wave(plays[i]! + played + 0.3 * chop);
        sample(water, seen, shade[(light * 1023) | 0]!, frame, i * 3);
      }
    };
  },
};
