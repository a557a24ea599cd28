import type { Animation } from '../animation.ts';
import { Blots } from '../blots.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { rampOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { outshine } from '../tones.ts';

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
 * Two points of light draw, half a figure apart, and leave so much of it glowing. The figure is made of blots that stay in
 * their places and only light up and fade: so nothing shimmers as the points go by.
 */
const BLOTS = 68;
const TAIL = 0.3;
const GLOW = tabulate((x) => smoothStep(0, 0.12, x) * (1 - smoothStep(0.12, 1.1, x)));

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
  palette: 'aurora',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const ramp = soften(rampOf(palette), BLEND);
    const blots = new Blots(strip, Math.max(THINNEST, PITCHES * surfaceOf(strip).pitch), BLOTS);
    // By blot: its height, and what is needed to drift around: sin(a + d) = sin a · cos d + cos a · sin d.
    const heights = Float32Array.from(
      { length: BLOTS },
      (_, n) => MIDDLE + RISE * Math.sin((TURN * n * ALONG) / BLOTS),
    );
    const sines = Float32Array.from(
      { length: BLOTS },
      (_, n) => SWING * Math.sin((TURN * n * ACROSS) / BLOTS),
    );
    const cosines = Float32Array.from(
      { length: BLOTS },
      (_, n) => SWING * Math.cos((TURN * n * ACROSS) / BLOTS),
    );
    const color = createFrame(1);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0.5, NIGHT, night, i * 3);

    return (timeS, frame) => {
      const drawn = fraction(timeS * FIGURES_PER_SECOND) * 2;
      const drift = TURN * fraction(timeS * DRIFT_PER_SECOND);
      const sine = Math.sin(drift);
      const cosine = Math.cos(drift);
      let lit = 0;
      for (let n = 0; n < BLOTS; n++) {
        const age = fraction(drawn - (2 * n) / BLOTS) * (0.5 / TAIL);
        if (age >= 1) continue;
        blots.turns[lit] = sines[n]! * cosine + cosines[n]! * sine;
        blots.heights[lit] = heights[n]!;
        blots.strengths[lit] = lookUp(GLOW, age);
        lit++;
      }
      blots.draw(lit);
      frame.set(night);
      for (let i = 0; i < count; i++) {
        const light = blots.light[i]!;
        if (light === 0) continue;
        const at = i * 3;
        sample(ramp, 0.5 * (1 - light), 1, color, 0);
        outshine(frame, at, color, 0, light, WHITEST * light * light);
      }
    };
  },
};
