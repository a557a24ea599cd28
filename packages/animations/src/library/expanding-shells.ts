import type { Animation } from '../animation.ts';
import { blurRamp, ringOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { cartesianPositions } from '../geometry/cartesian-positions.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The height of the shells' centre on the trunk. */
const CENTER_HEIGHT = 0.36;
/** The distance between shells in base radii, and its minimum in pixel spacings; shells a second. */
const MIN_SHELL_DISTANCE = 0.85;
const MIN_SPACINGS = 2.8;
const SHELLS_PER_SECOND = 0.4;

/** The number of shells with different colours. */
const COLOR_COUNT = 4;
/** The width of a shell's sharp outer edge; inside it fades. */
const SHELL_FRONT = 0.16;

export const expandingShells: Animation = {
  title: 'Expanding shells',
  description: 'Hollow globes of light grow from the heart of the tree until they have left it.',
  tags: ['shape', 'lively'],
  palette: 'sugarplum',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const { x, y, z, aspectRatio, pixelSpacing } = cartesianPositions(strip);
    const perRadius = 1 / (COLOR_COUNT * Math.max(MIN_SHELL_DISTANCE, MIN_SPACINGS * pixelSpacing));
    const shells = shadedRamp(blurRamp(ringOf(palette), 0.01), (at) => {
      const shell = Math.floor(at * COLOR_COUNT);
      const inward = 1 - fraction(at * COLOR_COUNT);
      const front = smoothStep(0, SHELL_FRONT, inward);
      const body = (1 - smoothStep(SHELL_FRONT, 0.85, inward)) ** 1.8;
      const white = front * (1 - smoothStep(SHELL_FRONT, SHELL_FRONT * 2, inward));
      return {
        position: shell / COLOR_COUNT + 0.06,
        level: 0.03 + 0.97 * front * body,
        whiteness: 0.2 * white,
      };
    });
    const positions = z.map(
      (up, i) => Math.hypot(x[i]!, y[i]!, up - CENTER_HEIGHT * aspectRatio) * perRadius,
    );

    return (timeS, frame) => {
      const swollen = 1 - fraction((timeS * SHELLS_PER_SECOND) / COLOR_COUNT);
      for (let i = 0; i < count; i++) {
        const position = positions[i]! + swollen;
        sample(shells, position - (position | 0), 1, frame, i * 3);
      }
    };
  },
};
