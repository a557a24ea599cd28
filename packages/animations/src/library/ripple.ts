import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { oppositeIn, rampOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';
import { gather, spotsOn, wayBetween } from '../spots.ts';
import { surfaceOf } from '../surface.ts';
import { outshine } from '../tones.ts';
import { between } from '../wander.ts';

/** Places where drops fall, each in its own time. */
const PLACES = 6;
const SHORTEST_S = 3.4;
const LONGEST_S = 5;

/** A ring runs out so fast, in base radii a second, until it is so wide: then it has died away. */
const SPEED = 0.44;
const WIDEST = 1.3;
const FADING = 0.6;
const LAST_SHARE = 0.85;
const WHITENESS = 0.35;
/** From one crest to the next, in base radii, and at least so many pitches of the strip. */
const WAVELENGTH = 0.4;
const PITCHES = 2.4;

/** A train of two crests behind the front (0): the second is lower. */
const TRAIN = tabulate((x) => (0.5 - 0.5 * Math.cos(4 * Math.PI * x)) * (x < 0.5 ? 1 : 0.12));
/** Water at rest is the palette's beginning: deep at the foot, and brighter at the tip. Rings are of its farther half. */
const CALM_AT_FOOT = 0.2;
const CALM_AT_TIP = 0.3;
const NEAREST_COLOR = 0.5;

export const ripple: Animation = {
  title: 'Ripple',
  description: 'Drops fall on still water, and rings run out from them over the tree.',
  tags: ['shape', 'calm', 'nature'],
  palette: 'ocean',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = rampOf(palette);
    const calm = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0, between(CALM_AT_FOOT, CALM_AT_TIP, height[i]!), calm, i * 3);
    }

    const spots = spotsOn(strip, PLACES, seed);
    const length = 2 * Math.max(WAVELENGTH, PITCHES * pitch);
    const { first, pixels, values } = gather(PLACES, count, (place, pixel) => {
      const { aside, up } = wayBetween(strip, tallness, spots[place]!, pixel);
      const way = Math.hypot(aside, up);
      return way < WIDEST ? way / length : Number.NaN;
    });
    const cycles = chances(seed + 50, PLACES, SHORTEST_S, LONGEST_S);
    const starts = chances(seed + 51, PLACES);
    const crest = createFrame(1);
    return (timeS, frame) => {
      frame.set(calm);
      for (let place = 0; place < PLACES; place++) {
        const drops = timeS / cycles[place]! + starts[place]!;
        const number = Math.floor(drops);
        const elapsed = (drops - number) * cycles[place]! * SPEED;
        // Long rings die away before the next drop falls in their place.
        const left = 1 - smoothStep(LAST_SHARE, 1, drops - number);
        const faded = 1 - smoothStep(FADING, WIDEST + length * 0.3, elapsed);
        const strength = smoothStep(0, 0.12, elapsed) * faded * left;
        if (strength === 0) continue;
        const front = elapsed / length;
        const far = between(NEAREST_COLOR, 1, chance(hash(seed + 52, number), place));
        sample(ramp, far * oppositeIn(palette), 1, crest, 0);
        const end = first[place + 1]!;
        for (let n = first[place]!; n < end; n++) {
          const behind = front - values[n]!;
          if (behind <= 0 || behind >= 1) continue;
          const light = TRAIN[(behind * TRAIN.length) | 0]! * strength;
          outshine(frame, pixels[n]! * 3, crest, 0, light, WHITENESS * light);
        }
      }
    };
  },
};
