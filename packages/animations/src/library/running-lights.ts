import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { lookUp, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** One wave runs up the string and another down; their lengths grow with the square root of the pixel count. */
const UP_WAVELENGTH_FACTOR = 1.55;
const DOWN_WAVELENGTH_FACTOR = 1.15;
const MIN_WAVELENGTH_PIXELS = 7;
const UP_PER_SECOND = 0.45;
const DOWN_PER_SECOND = 0.32;

/** A wave's crests are narrower than its troughs. */
const CREST_CURVE = tabulate((x) => (0.5 - 0.5 * Math.cos(2 * Math.PI * x)) ** 1.8);

export const runningLights: Animation = {
  title: 'Running lights',
  description: 'Two soft waves run up and down the string, through each other.',
  tags: ['classic', 'calm'],
  palette: 'nordic',
  speed: 1,
  isStill: false,

  prepare({ strip: { count }, palette }) {
    const ramp = rampOf(palette);
    const pick = createFrame(2);
    sample(ramp, 0.1, 1, pick, 0);
    sample(ramp, palette.isCyclic ? 0.75 : oppositePosition(palette), 1, pick, 3);
    const [upRed, upGreen, upBlue] = [pick[0]!, pick[1]!, pick[2]!];
    const [downRed, downGreen, downBlue] = [pick[3]!, pick[4]!, pick[5]!];
    const phases = (length: number) =>
      Float32Array.from({ length: count }, (_, i) =>
        fraction(i / Math.max(MIN_WAVELENGTH_PIXELS, length * Math.sqrt(count))),
      );
    const up = phases(UP_WAVELENGTH_FACTOR);
    const down = phases(DOWN_WAVELENGTH_FACTOR);

    return (timeS, frame) => {
      const risen = 1 - fraction(timeS * UP_PER_SECOND);
      const sunk = fraction(timeS * DOWN_PER_SECOND);
      for (let i = 0, at = 0; i < count; i++, at += 3) {
        const rising = up[i]! + risen;
        const sinking = down[i]! + sunk;
        const one = lookUp(CREST_CURVE, rising - (rising | 0));
        const other = lookUp(CREST_CURVE, sinking - (sinking | 0));
        frame[at] = Math.max(upRed * one, downRed * other);
        frame[at + 1] = Math.max(upGreen * one, downGreen * other);
        frame[at + 2] = Math.max(upBlue * one, downBlue * other);
      }
    };
  },
};
