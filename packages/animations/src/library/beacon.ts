import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

const TURNS_PER_SECOND = 0.16;
/** Two opposite beams, so that one always faces the room: half a beam's width and the glow behind it, in turns. */
const BEAM_HALF_WIDTH = 0.065;
const MIN_SPACINGS = 0.75;
const AFTERGLOW_TURNS = 0.33;

/** The beam gets weaker towards the foot. */
const LEVEL_AT_FOOT = 0.62;
const NIGHT_LEVEL = 0.035;

/** The radius around the tip that is always lit, in base radii. */
const LAMP_RADIUS = 0.3;
const LAMP_SPACINGS = 1.2;

export const beacon: Animation = {
  title: 'Beacon',
  description: 'Two beams from the lamp at the tip turn around the tree, as from a lighthouse.',
  tags: ['shape', 'night'],
  palette: 'starlight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const half = Math.min(0.12, Math.max(BEAM_HALF_WIDTH, (MIN_SPACINGS * pixelSpacing) / Math.PI));
    const beams = shadedRamp(ramp, (x) => {
      const second = x >= 0.5;
      const behind = 1 - fraction(x * 2 + 2 * half);
      // In turns from the middle of the beam; below 0 is ahead of it.
      const off = behind / 2 - 2 * half + half;
      const beam = smoothStep(-half, -half * 0.2, off) * (1 - smoothStep(half * 0.2, half, off));
      const glow = off > 0 ? 0.5 * (1 - smoothStep(0, AFTERGLOW_TURNS, off)) ** 2 : 0;
      return {
        position: second ? oppositePosition(palette) : 0.06,
        level: Math.max(NIGHT_LEVEL, glow, beam),
        whiteness: 0.6 * beam,
      };
    });
    const levels = height.map((h) => LEVEL_AT_FOOT + (1 - LEVEL_AT_FOOT) * h);
    const reach = Math.max(LAMP_RADIUS, LAMP_SPACINGS * pixelSpacing);
    const lamps = height.map((h) => 1 - smoothStep(0.3, 1, ((1 - h) * aspectRatio) / reach));
    const lamp = createFrame(1);
    sample(ramp, 0.3, 1, lamp, 0);

    return (timeS, frame) => {
      const turned = 1 - fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const position = angle[i]! + turned;
        sample(beams, position - (position | 0), levels[i]!, frame, i * 3);
        if (lamps[i]! > 0) tint(frame, i * 3, lamp, lamps[i]!);
      }
    };
  },
};
