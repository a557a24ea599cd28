import type { Animation } from '../animation.ts';
import { ringOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The width of a ribbon in base radii, and its minimum in pixel spacings. */
const MIN_RIBBON_WIDTH = 0.5;
const MIN_SPACINGS = 2.3;
const MIN_WINDINGS = 2;

/** How long it takes to unwind one ribbon and reveal the next, and the distance of their colours in the palette. */
const UNWIND_PERIOD_S = 11;
const COLOR_STEP = 0.382;

/** Where the ribbon leaves the tree it catches the light: shares of its length, ahead and behind. */
const BEND_LENGTH = 0.055;
const GLEAM_CURVE = tabulate((x) => 0.75 * smoothStep(0, 0.5, x) * (1 - smoothStep(0.5, 1, x)));

/** Across a ribbon: bright in the middle, dark at its edges. */
const EDGE_LEVEL = 0.2;

export const unwrap: Animation = {
  title: 'Unwrap',
  description: 'A ribbon unwinds from tip to foot and reveals another one beneath it.',
  tags: ['shape', 'festive'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const windings = Math.max(
      MIN_WINDINGS,
      Math.round(aspectRatio / Math.max(MIN_RIBBON_WIDTH, MIN_SPACINGS * pixelSpacing)),
    );
    const ring = ringOf(palette);
    // The ribbon from the tip (0) to the foot (1).
    const positions = new Float32Array(count);
    const shades = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const rows = (1 - height[i]!) * (windings - 1) + 1 - angle[i]!;
      const row = Math.floor(rows);
      positions[i] = (row + angle[i]!) / windings;
      shades[i] = EDGE_LEVEL + (1 - EDGE_LEVEL) * Math.min(1, 1.2 * Math.sin(Math.PI * (rows - row)));
    }
    const colors = createFrame(2);

    return (timeS, frame) => {
      const unwound = timeS / UNWIND_PERIOD_S + 0.02;
      const number = Math.floor(unwound);
      const off = (unwound - number) * (1 + 2 * BEND_LENGTH) - BEND_LENGTH;
      sample(ring, fraction(number * COLOR_STEP), 1, colors, 0);
      sample(ring, fraction((number + 1) * COLOR_STEP), 1, colors, 3);
      const [red, green, blue] = [colors[0]!, colors[1]!, colors[2]!];
      for (let i = 0; i < count; i++) {
        // 0 where the ribbon is still on the tree, 1 where it is gone.
        const gone = Math.min(0.999, Math.max(0, (off - positions[i]!) * (0.5 / BEND_LENGTH) + 0.5));
        const shade = shades[i]!;
        const at = i * 3;
        frame[at] = (red + (colors[3]! - red) * gone) * shade;
        frame[at + 1] = (green + (colors[4]! - green) * gone) * shade;
        frame[at + 2] = (blue + (colors[5]! - blue) * gone) * shade;
        const gleam = GLEAM_CURVE[(gone * GLEAM_CURVE.length) | 0]!;
        if (gleam > 0) tint(frame, at, WHITE, gleam);
      }
    };
  },
};
