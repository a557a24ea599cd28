import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { Dabs } from '../dabs.ts';
import { FULL } from '../frame.ts';
import { rampOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';
import { between } from '../wander.ts';

/** The figure: so often around and up and down while it is drawn once. Its phase drifts, so that it never stays the same. */
const ACROSS = 3;
const ALONG = 2;
const FIGURES_PER_SECOND = 0.06;
const DRIFT_PER_SECOND = 0.013;

/** How far to either side it swings, in turns, and between which heights. */
const SWING = 0.42;
const MIDDLE = 0.47;
const RISE = 0.45;

/**
 * Two points of light draw, half a figure apart. The figure is made of dabs that stay in their places and only light up and
 * fade, by the share of that half that has been drawn since: so nothing shimmers as the points go by.
 */
const DABS = 68;
const GLOW = tabulate((x) => smoothStep(0, 0.07, x) * (1 - smoothStep(0.07, 0.62, x)));

/** In base radii, and in pitches of the strip: no gap in the line. */
const THINNEST = 0.21;
const PITCHES = 0.95;
const NIGHT = 0.1;
const TURN = 2 * Math.PI;
const WHITEST = 0.7;
/** A line of light fades without edges between colours, whatever the palette. A share of it. */
const BLEND = 0.06;

export const lissajous: Animation = {
  title: 'Lissajous',
  description: 'Two points of light draw a looping figure that slowly turns into another.',
  tags: ['lively', 'maths'],
  palette: 'lavender',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const dabs = new Dabs(strip, DABS, Math.max(THINNEST, PITCHES * surfaceOf(strip).pitch));
    // By dab, what is needed to drift around: sin(a + d) = sin a · cos d + cos a · sin d.
    const sines = new Float32Array(DABS);
    const cosines = new Float32Array(DABS);
    for (let n = 0; n < DABS; n++) {
      dabs.height[n] = MIDDLE + RISE * Math.sin((TURN * n * ALONG) / DABS);
      sines[n] = SWING * Math.sin((TURN * n * ACROSS) / DABS);
      cosines[n] = SWING * Math.cos((TURN * n * ACROSS) / DABS);
    }
    const glow = new Uint16Array(count);
    const colors = tones(soften(rampOf(palette), BLEND), (light) => ({
      position: 0.5 * (1 - light),
      level: between(NIGHT, 1, light),
      white: WHITEST * light * light,
    }));

    return (timeS, frame) => {
      const drawn = fraction(timeS * FIGURES_PER_SECOND) * 2;
      const drift = TURN * fraction(timeS * DRIFT_PER_SECOND);
      const sine = Math.sin(drift);
      const cosine = Math.cos(drift);
      for (let n = 0; n < DABS; n++) {
        dabs.turn[n] = sines[n]! * cosine + cosines[n]! * sine;
        dabs.light[n] = lookUp(GLOW, fraction(drawn - (2 * n) / DABS));
      }
      dabs.gather(glow);
      for (let i = 0; i < count; i++) sample(colors, glow[i]! / (FULL + 1), 1, frame, i * 3);
    };
  },
};
