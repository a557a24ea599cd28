import type { Animation } from '../animation.ts';
import { ringOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { createFrame } from '../frame.ts';
import { chooseAnchorPoints, surfaceOffset } from '../geometry/anchor-points.ts';
import type { Strip } from '../geometry/strip-geometry.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';
import { randomArray, randomAt } from '../random/seeded-random.ts';

/** A bauble's radius in base radii, and its minimum in pixel spacings: large enough to look like a ball. */
const MIN_BAUBLE_RADIUS = 0.3;
const MIN_SPACINGS = 1.15;
/** The share of the tree's surface that baubles cover. */
const COVERAGE = 0.58;
const MAX_BAUBLES = 40;

/** Shading from the middle of a ball to its darker rim. */
const SHADING_CURVE = tabulate((x) => (1 - 0.55 * x * x) * (1 - smoothStep(0.82, 1, x)));
/** The highlight in the glass swings with the ball: its amplitude in radii, its width, and its rate. */
const SWING_AMPLITUDE = 0.45;
const HIGHLIGHT_RADIUS = 0.55;
const SWINGS_PER_SECOND = [0.09, 0.19] as const;
const HIGHLIGHT_STRENGTH = 0.65;
/** The branches are so dim that the balls stand out. */
const BASE_GREEN_LEVEL = 0.5;

export const baubles: Animation = {
  title: 'Baubles',
  description: 'Big glass balls hang in the branches, each with a light swinging in it.',
  tags: ['festive', 'calm'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const radius = Math.max(MIN_BAUBLE_RADIUS, MIN_SPACINGS * pixelSpacing);
    const balls = Math.min(
      MAX_BAUBLES,
      Math.max(3, Math.round((COVERAGE * Math.hypot(1, aspectRatio)) / (radius * radius))),
    );
    const centers = chooseAnchorPoints(strip, balls, seed);
    const ring = ringOf(palette);
    // By the golden ratio: for any number of balls, their colours differ as much as possible.
    const hues = Float32Array.from({ length: balls }, (_, ball) =>
      Math.min(0.999, fraction(randomAt(seed, 30) + ball * 0.618)),
    );

    // The frame without highlights; then, for the pixels of balls only, their position in their ball.
    const background = baseGreen(count, seed + 31, BASE_GREEN_LEVEL);
    const color = createFrame(1);
    const inside: { pixel: number; ball: number; lateral: number; up: number }[] = [];
    for (let pixel = 0; pixel < count; pixel++) {
      const { ball, far, lateral, up } = nearestBall(strip, aspectRatio, centers, pixel);
      if (far >= radius) continue;
      sample(ring, hues[ball]!, 1, color, 0);
      const shade = SHADING_CURVE[((far / radius) * 1023) | 0]!;
      sample(ring, hues[ball]!, shade, background, pixel * 3);
      inside.push({ pixel, ball, lateral: lateral / radius, up: up / radius });
    }
    const pixels = Uint32Array.from(inside, ({ pixel }) => pixel * 3);
    const ballOf = Uint8Array.from(inside, ({ ball }) => ball);
    const laterals = Float32Array.from(inside, ({ lateral }) => lateral);
    const ups = Float32Array.from(inside, ({ up }) => (up - 0.3) ** 2);
    const rates = randomArray(seed + 32, balls, ...SWINGS_PER_SECOND);
    const starts = randomArray(seed + 33, balls);
    const lights = new Float32Array(balls);

    return (timeS, frame) => {
      for (let ball = 0; ball < balls; ball++)
        lights[ball] = SWING_AMPLITUDE * sine(fraction(timeS * rates[ball]! + starts[ball]!));
      frame.set(background);
      for (let n = 0; n < pixels.length; n++) {
        const off = laterals[n]! - lights[ballOf[n]!]!;
        const near = 1 - (off * off + ups[n]!) * (1 / (HIGHLIGHT_RADIUS * HIGHLIGHT_RADIUS));
        if (near > 0) tint(frame, pixels[n]!, WHITE, HIGHLIGHT_STRENGTH * near * near);
      }
    };
  },
};

function nearestBall(strip: Strip, aspectRatio: number, centers: Uint32Array, pixel: number) {
  let nearest = { ball: 0, far: Infinity, lateral: 0, up: 0 };
  for (let ball = 0; ball < centers.length; ball++) {
    const { across, up } = surfaceOffset(strip, aspectRatio, centers[ball]!, pixel);
    const far = Math.sqrt(across * across + up * up);
    if (far < nearest.far) nearest = { ball, far, lateral: across, up };
  }
  return nearest;
}
