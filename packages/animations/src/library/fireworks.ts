import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame, type Frame, FULL } from '../frame.ts';
import { ringOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';
import { amongNearest, gather, spotsOn, type Way, wayBetween } from '../spots.ts';
import { surfaceOf } from '../surface.ts';
import { outshine } from '../tones.ts';

/** Where rockets burst, from this height up; each place is used again and again, in its own time. */
const PLACES = 9;
const LOWEST = 0.38;
const SHORTEST_S = 3.8;
const LONGEST_S = 5.6;

/** A rocket climbs for so long, then its stars fly apart and burn out: by far too slow to count as a flash. */
const CLIMB_S = 0.9;
const BURN_S = 2.5;
/** How far the stars fly, in base radii, and at least so many pitches; most of the way is done at once. */
const SPREAD = 0.85;
const PITCHES = 2.6;
/** Of the time that they burn: when they are at their brightest, and from when on they fade. */
const LIT = 0.06;
const FADING = 0.6;

/** From the middle of a burst to its front, and just ahead of it. */
const FRONT = 0.86;
const BURST = tabulate((x) => (0.42 + 0.58 * smoothStep(0.25, FRONT, x)) * (1 - smoothStep(FRONT, 1, x)));
const WHITE = tabulate((x) => 0.5 * smoothStep(0.5, FRONT, x));
/** Stars fly in rays, and hang down as they burn out: in base radii, at the end. */
const RAYS = 9;
const DULLEST = 0.55;
const SAG = 0.3;

/** A rocket's tail, in base radii, and half its width, at least in pitches. */
const TAIL = 0.55;
const TRACK = tabulate((x) => smoothStep(0, 0.2, x) * (1 - x) ** 1.5 * 0.9);
const NARROW = 0.09;
const NARROW_PITCHES = 0.7;
/** It burns low where its own burst will reach, and fully from so far down, in reaches: a rocket is one flash for a pixel. */
const LOW = 0.45;
const FULL_FROM = 1.4;
/** Where bursts overlap, as they do at the tip, a pixel takes part in those of the nearest places: so three flashes are most. */
const MOST_PLACES = 3;
/** A rocket's tail is of glowing coal, whatever its stars are. */
const SPARK = [FULL, 0.72 * FULL, 0.38 * FULL];
const NIGHT = 0.07;

export const fireworks: Animation = {
  title: 'Fireworks',
  description: 'Rockets climb the tree and burst into stars that hang and burn out.',
  tags: ['festive', 'lively', 'night'],
  palette: 'rainbow',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ring = ringOf(palette);
    const spread = Math.max(SPREAD, PITCHES * pitch);
    const spots = spotsOn(strip, PLACES, seed, LOWEST, 0.94);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, 0.7, NIGHT, night, i * 3);
    const spark = createFrame(1);
    spark.set(SPARK);

    const wayTo = (place: number, pixel: number) => wayBetween(strip, tallness, spots[place]!, pixel);
    const narrow = Math.max(NARROW, NARROW_PITCHES * pitch);
    const shareOf = ({ aside, up }: Way) => Math.hypot(aside, up) / spread;
    const isBelow = ({ aside, up }: Way) => up <= 0 && Math.abs(aside) < narrow;
    const takesPart = amongNearest(PLACES, count, MOST_PLACES, (place, pixel) => {
      const way = wayTo(place, pixel);
      const share = shareOf(way);
      return share < 1 || isBelow(way) ? share : Infinity;
    });
    const bursts = gather(PLACES, count, (place, pixel) => {
      const share = shareOf(wayTo(place, pixel));
      return share < 1 && takesPart(place, pixel) ? share : Number.NaN;
    });
    // By entry: how far a star has sunk there in the end, and how bright the ray is that leads there.
    const sunk = new Float32Array(bursts.pixels.length);
    const rays = new Float32Array(bursts.pixels.length);
    for (let place = 0; place < PLACES; place++) {
      for (let n = bursts.first[place]!; n < bursts.first[place + 1]!; n++) {
        const { aside, up } = wayTo(place, bursts.pixels[n]!);
        sunk[n] = (SAG * up) / spread;
        const ray = 0.5 + 0.5 * Math.cos(RAYS * Math.atan2(up, aside));
        rays[n] = DULLEST + (1 - DULLEST) * Math.max(ray, 1 - smoothStep(0, 0.3, bursts.values[n]!));
      }
    }
    const tracks = gather(PLACES, count, (place, pixel) => {
      const way = wayTo(place, pixel);
      if (!isBelow(way) || !takesPart(place, pixel)) return Number.NaN;
      const glow = LOW + (1 - LOW) * smoothStep(1, FULL_FROM, shareOf(way));
      return glow * (1 - (way.aside / narrow) ** 2);
    });

    const cycles = chances(seed + 50, PLACES, SHORTEST_S, LONGEST_S);
    const starts = chances(seed + 51, PLACES);
    const color = createFrame(1);

    const climb = (frame: Frame, place: number, ageS: number) => {
      const climbed = Math.min(1, ageS / CLIMB_S);
      // The tail follows its head into the burst, and out of sight.
      const head =
        climbed * (2 - climbed) * height[spots[place]!]! * tallness + TAIL * Math.max(0, ageS - CLIMB_S) * 2;
      const end = tracks.first[place + 1]!;
      for (let n = tracks.first[place]!; n < end; n++) {
        const pixel = tracks.pixels[n]!;
        const behind = (head - height[pixel]! * tallness) / TAIL;
        if (behind > 0 && behind < 1)
          outshine(frame, pixel * 3, spark, 0, lookUp(TRACK, behind) * tracks.values[n]!, 0);
      }
    };

    const burst = (frame: Frame, place: number, burnt: number) => {
      const fire = smoothStep(0, LIT, burnt) * (1 - smoothStep(FADING, 1, burnt));
      const left = 1 - burnt;
      const perReach = 1 / (0.08 + 0.92 * (1 - left * left * left));
      const sag = burnt * burnt;
      const end = bursts.first[place + 1]!;
      for (let n = bursts.first[place]!; n < end; n++) {
        const x = Math.max(0, (bursts.values[n]! + sunk[n]! * sag) * perReach);
        if (x >= 1) continue;
        outshine(
          frame,
          bursts.pixels[n]! * 3,
          color,
          0,
          lookUp(BURST, x) * fire * rays[n]!,
          lookUp(WHITE, x) * fire,
        );
      }
    };

    return (timeS, frame) => {
      frame.set(night);
      for (let place = 0; place < PLACES; place++) {
        const elapsed = timeS / cycles[place]! + starts[place]!;
        const number = Math.floor(elapsed);
        const ageS = (elapsed - number) * cycles[place]!;
        const burnt = (ageS - CLIMB_S) / BURN_S;
        if (burnt < 1) climb(frame, place, ageS);
        if (burnt <= 0 || burnt >= 1) continue;
        sample(ring, chance(hash(seed + 52, number), place), 1, color, 0);
        burst(frame, place, burnt);
      }
    };
  },
};
