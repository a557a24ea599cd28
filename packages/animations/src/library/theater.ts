import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Every third bulb is lit, and the light steps on, as on a theatre marquee. */
const CIRCUITS = 3;
const STEPS_PER_SECOND = 1.45;
/** How long a filament takes to heat up and cool down, in steps. It never gets completely dark. */
const WARM_UP_STEPS = 0.35;
const COOL_DOWN_STEPS = 0.5;
const MIN_LEVEL = 0.07;

/** The palette spans the tree once. On a dense string a bulb has several pixels. */
const BULB_WIDTH_FACTOR = 0.075;

export const theater: Animation = {
  title: 'Theatre lights',
  description: 'Every third bulb is lit, and the light steps on, as on a theatre marquee.',
  tags: ['classic', 'lively'],
  palette: 'poinsettia',
  speed: 1,
  isStill: false,

  prepare({ strip: { count, height }, palette }) {
    const ring = ringOf(palette);
    const bulbs = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, Math.min(0.999, height[i]!), 1, bulbs, i * 3);
    const width = Math.max(1, Math.round(BULB_WIDTH_FACTOR * Math.sqrt(count)));
    const circuits = Uint8Array.from({ length: count }, (_, i) => Math.floor(i / width) % CIRCUITS);
    const scales = new Int32Array(CIRCUITS);

    return (timeS, frame) => {
      const round = fraction((timeS * STEPS_PER_SECOND) / CIRCUITS);
      for (let circuit = 0; circuit < CIRCUITS; circuit++) {
        const step = fraction(round - circuit / CIRCUITS) * CIRCUITS;
        const glow = smoothStep(0, WARM_UP_STEPS, step) * (1 - smoothStep(1, 1 + COOL_DOWN_STEPS, step));
        scales[circuit] = (MIN_LEVEL + (1 - MIN_LEVEL) * glow) * 0x8000;
      }
      for (let i = 0, at = 0; i < count; i++, at += 3) {
        const scale = scales[circuits[i]!]!;
        frame[at] = Math.imul(bulbs[at]!, scale) >>> 15;
        frame[at + 1] = Math.imul(bulbs[at + 1]!, scale) >>> 15;
        frame[at + 2] = Math.imul(bulbs[at + 2]!, scale) >>> 15;
      }
    };
  },
};
