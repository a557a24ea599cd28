import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { SoftDots } from '../drawing/soft-dots.ts';
import { CHANNEL_MAX } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Periods around and up and down while the figure is drawn once. The phase drifts, so that the figure changes. */
const HORIZONTAL_FREQUENCY = 3;
const VERTICAL_FREQUENCY = 2;
const FIGURES_PER_SECOND = 0.06;
const DRIFT_PER_SECOND = 0.013;

/** The extent of the figure to either side, in turns, and its lowest and highest points. */
const SWING_TURNS = 0.42;
const MIDDLE_HEIGHT = 0.47;
const VERTICAL_AMPLITUDE = 0.45;

/**
 * Two points of light draw the figure, half of it apart. It consists of dots that stay in position, and only light up and
 * fade by the time since a point passed: so nothing shimmers as the points pass.
 */
const DOT_COUNT = 68;
const GLOW_CURVE = tabulate((x) => smoothStep(0, 0.07, x) * (1 - smoothStep(0.07, 0.62, x)));

/** A dot's radius in base radii, and its minimum in pixel spacings, so that the line has no gaps. */
const MIN_DOT_RADIUS = 0.21;
const MIN_SPACINGS = 0.95;
const NIGHT_LEVEL = 0.1;
const RADIANS_PER_TURN = 2 * Math.PI;
const MAX_WHITENESS = 0.7;
/** The palette's edges are blurred by this share of it, as a fading line has none. */
const BLUR_RADIUS = 0.06;

export const lissajous: Animation = {
  title: 'Lissajous',
  description: 'Two points of light draw a looping figure that slowly changes.',
  tags: ['lively', 'maths'],
  palette: 'lavender',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const dots = new SoftDots(
      strip,
      DOT_COUNT,
      Math.max(MIN_DOT_RADIUS, MIN_SPACINGS * surfaceMetrics(strip).pixelSpacing),
    );
    // By dot, the terms of sin(a + d) = sin a · cos d + cos a · sin d.
    const sines = new Float32Array(DOT_COUNT);
    const cosines = new Float32Array(DOT_COUNT);
    for (let n = 0; n < DOT_COUNT; n++) {
      dots.height[n] =
        MIDDLE_HEIGHT +
        VERTICAL_AMPLITUDE * Math.sin((RADIANS_PER_TURN * n * VERTICAL_FREQUENCY) / DOT_COUNT);
      sines[n] = SWING_TURNS * Math.sin((RADIANS_PER_TURN * n * HORIZONTAL_FREQUENCY) / DOT_COUNT);
      cosines[n] = SWING_TURNS * Math.cos((RADIANS_PER_TURN * n * HORIZONTAL_FREQUENCY) / DOT_COUNT);
    }
    const glow = new Uint16Array(count);
    const colors = shadedRamp(blurRamp(rampOf(palette), BLUR_RADIUS), (light) => ({
      position: 0.5 * (1 - light),
      level: lerp(NIGHT_LEVEL, 1, light),
      whiteness: MAX_WHITENESS * light * light,
    }));

    return (timeS, frame) => {
      const drawn = fraction(timeS * FIGURES_PER_SECOND) * 2;
      const drift = RADIANS_PER_TURN * fraction(timeS * DRIFT_PER_SECOND);
      const sine = Math.sin(drift);
      const cosine = Math.cos(drift);
      for (let n = 0; n < DOT_COUNT; n++) {
        dots.angle[n] = sines[n]! * cosine + cosines[n]! * sine;
        dots.strength[n] = lookUp(GLOW_CURVE, fraction(drawn - (2 * n) / DOT_COUNT));
      }
      dots.paintIntensity(glow);
      for (let i = 0; i < count; i++) sample(colors, glow[i]! / (CHANNEL_MAX + 1), 1, frame, i * 3);
    };
  },
};
