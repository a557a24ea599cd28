import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { rampOf, sample, soften, tint } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';

/** Rollers climb the tree; so high is one, in base radii, at least in pitches; and so many come in a second. */
const ROLLER = 1.3;
const ROLLER_PITCHES = 4.5;
const ROLLERS_PER_SECOND = 0.17;

/** Their crests are bent, never the same way twice: in rollers, and in tiles a second. */
const BEND = 0.9;
const BENDING = 0.03;

/** Small waves run across. In tiles a height and a second. */
const RIPPLE_SCALE = 0.6;
const RIPPLE_RISE = 0.05;
const RIPPLE_TURN = 0.4;
const RIPPLE = 0.2;

/** From the trough (0) up the back to the crest and down the steep face (1). */
const SWELL = tabulate((x) => smoothStep(0, 0.72, x) * (1 - smoothStep(0.8, 1, x)));
/** Foam on the crest, and what is left of it behind. */
const FOAM = tabulate((x) => smoothStep(0.5, 0.76, x) ** 2 * (1 - smoothStep(0.78, 0.88, x)));
const LEVEL = tabulate((x) => 0.2 + 0.72 * x);
const FOAMINESS = 0.95;
const WHITE = createFrame(1).fill(FULL);

export const ocean: Animation = {
  title: 'Ocean',
  description: 'Rollers rise from deep blue water, and foam breaks on their crests.',
  tags: ['nature', 'calm'],
  palette: 'ocean',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = soften(rampOf(palette), 0.05);
    const roller = Math.max(ROLLER, ROLLER_PITCHES * pitch);
    const places = height.map((h) => 2 + (h * tallness) / roller);
    const noise = createNoise(seed);
    const bends = columnsAt(angle);
    const ripples = columnsAt(angle.map((turn) => turn + RIPPLE_TURN));

    return (timeS, frame) => {
      const rolled = fraction(timeS * ROLLERS_PER_SECOND);
      const bent = fraction(timeS * BENDING);
      const risen = fraction(timeS * RIPPLE_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const bend = noiseAt(noise, bends[i]!, bent) * BEND;
        const ripple = noiseAt(noise, ripples[i]!, risen - height[i]! * RIPPLE_SCALE);
        const place = places[i]! - rolled + bend;
        const phase = place - (place | 0);
        const water = lookUp(SWELL, phase) * (1 - RIPPLE) + ripple * RIPPLE;
        const at = i * 3;
        sample(ramp, Math.min(water, 0.999), lookUp(LEVEL, Math.min(water, 0.999)), frame, at);
        const foam = lookUp(FOAM, phase) * Math.min(1, Math.max(0, 3 * ripple - 0.75));
        tint(frame, at, WHITE, FOAMINESS * foam);
      }
    };
  },
};
