import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { lightenPixel } from '../color/shaded-ramp.ts';
import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import {
  chooseAnchorPoints,
  findNearbyPixels,
  nearestAnchorFilter,
  type SurfaceOffset,
  surfaceOffset,
} from '../geometry/anchor-points.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Where rockets burst, from this height up; each place is used again and again, in its own time. */
const LAUNCH_SITES = 9;
const MIN_BURST_HEIGHT = 0.38;
const MIN_CYCLE_S = 3.8;
const MAX_CYCLE_S = 5.6;

/** A rocket climbs for so long, then its stars fly apart and burn out: by far too slow to count as a flash. */
const CLIMB_S = 0.9;
const BURN_S = 2.5;
/** How far the stars fly, in base radii, and at least so many pitches; most of the way is done at once. */
const MIN_BURST_RADIUS = 0.85;
const MIN_SPACINGS = 2.6;
/** Of the time that they burn: when they are at their brightest, and from when on they fade. */
const PEAK_AT = 0.06;
const FADING_FROM = 0.6;

/** From the middle of a burst to its front, and just ahead of it. */
const BURST_FRONT = 0.86;
const BURST_CURVE = tabulate(
  (x) => (0.42 + 0.58 * smoothStep(0.25, BURST_FRONT, x)) * (1 - smoothStep(BURST_FRONT, 1, x)),
);
const WHITENESS_CURVE = tabulate((x) => 0.5 * smoothStep(0.5, BURST_FRONT, x));
/** Stars fly in rays, and hang down as they burn out: in base radii, at the end. */
const RAY_COUNT = 9;
const MIN_RAY_LEVEL = 0.55;
const SAG = 0.3;

/** A rocket's tail, in base radii, and half its width, at least in pitches. */
const TAIL_LENGTH = 0.55;
const TAIL_CURVE = tabulate((x) => smoothStep(0, 0.2, x) * (1 - x) ** 1.5 * 0.9);
const TAIL_HALF_WIDTH = 0.09;
const TAIL_HALF_WIDTH_SPACINGS = 0.7;
/** It burns low where its own burst will reach, and fully from so far down, in reaches: a rocket is one flash for a pixel. */
const TAIL_LEVEL_IN_BURST = 0.45;
const FULL_TAIL_FROM = 1.4;
/** Where bursts overlap, as they do at the tip, a pixel takes part in those of the nearest places: so three flashes are most. */
const MAX_SITES_PER_PIXEL = 3;
/** A rocket's tail is of glowing coal, whatever its stars are. */
const TAIL_COLOR = [CHANNEL_MAX, 0.72 * CHANNEL_MAX, 0.38 * CHANNEL_MAX];
const NIGHT_LEVEL = 0.07;

export const fireworks: Animation = {
  title: 'Fireworks',
  description: 'Rockets climb the tree and burst into stars that hang and burn out.',
  tags: ['festive', 'lively', 'night'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ring = ringOf(palette);
    const spread = Math.max(MIN_BURST_RADIUS, MIN_SPACINGS * pixelSpacing);
    const spots = chooseAnchorPoints(strip, LAUNCH_SITES, seed, MIN_BURST_HEIGHT, 0.94);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, 0.7, NIGHT_LEVEL, night, i * 3);
    const spark = createFrame(1);
    spark.set(TAIL_COLOR);

    const wayTo = (place: number, pixel: number) => surfaceOffset(strip, aspectRatio, spots[place]!, pixel);
    const narrow = Math.max(TAIL_HALF_WIDTH, TAIL_HALF_WIDTH_SPACINGS * pixelSpacing);
    const shareOf = ({ across, up }: SurfaceOffset) => Math.hypot(across, up) / spread;
    const isBelow = ({ across, up }: SurfaceOffset) => up <= 0 && Math.abs(across) < narrow;
    const takesPart = nearestAnchorFilter(LAUNCH_SITES, count, MAX_SITES_PER_PIXEL, (place, pixel) => {
      const way = wayTo(place, pixel);
      const share = shareOf(way);
      return share < 1 || isBelow(way) ? share : Infinity;
    });
    const bursts = findNearbyPixels(LAUNCH_SITES, count, (place, pixel) => {
      const share = shareOf(wayTo(place, pixel));
      return share < 1 && takesPart(place, pixel) ? share : Number.NaN;
    });
    // By entry: how far a star has sunk there in the end, and how bright the ray is that leads there.
    const sunk = new Float32Array(bursts.pixelCount.length);
    const rays = new Float32Array(bursts.pixelCount.length);
    for (let place = 0; place < LAUNCH_SITES; place++) {
      for (let n = bursts.start[place]!; n < bursts.start[place + 1]!; n++) {
        const { across, up } = wayTo(place, bursts.pixelCount[n]!);
        sunk[n] = (SAG * up) / spread;
        const ray = 0.5 + 0.5 * Math.cos(RAY_COUNT * Math.atan2(up, across));
        rays[n] =
          MIN_RAY_LEVEL + (1 - MIN_RAY_LEVEL) * Math.max(ray, 1 - smoothStep(0, 0.3, bursts.values[n]!));
      }
    }
    const tracks = findNearbyPixels(LAUNCH_SITES, count, (place, pixel) => {
      const way = wayTo(place, pixel);
      if (!isBelow(way) || !takesPart(place, pixel)) return Number.NaN;
      const glow =
        TAIL_LEVEL_IN_BURST + (1 - TAIL_LEVEL_IN_BURST) * smoothStep(1, FULL_TAIL_FROM, shareOf(way));
      return glow * (1 - (way.across / narrow) ** 2);
    });

    const cycles = randomArray(seed + 50, LAUNCH_SITES, MIN_CYCLE_S, MAX_CYCLE_S);
    const starts = randomArray(seed + 51, LAUNCH_SITES);
    const color = createFrame(1);

    const climb = (frame: Frame, place: number, ageS: number) => {
      const climbed = Math.min(1, ageS / CLIMB_S);
      // The tail follows its head into the burst, and out of sight.
      const head =
        climbed * (2 - climbed) * height[spots[place]!]! * aspectRatio +
        TAIL_LENGTH * Math.max(0, ageS - CLIMB_S) * 2;
      const end = tracks.start[place + 1]!;
      for (let n = tracks.start[place]!; n < end; n++) {
        const pixel = tracks.pixelCount[n]!;
        const behind = (head - height[pixel]! * aspectRatio) / TAIL_LENGTH;
        if (behind > 0 && behind < 1)
          lightenPixel(frame, pixel * 3, spark, 0, lookUp(TAIL_CURVE, behind) * tracks.values[n]!, 0);
      }
    };

    const burst = (frame: Frame, place: number, burnt: number) => {
      const fire = smoothStep(0, PEAK_AT, burnt) * (1 - smoothStep(FADING_FROM, 1, burnt));
      const left = 1 - burnt;
      const perReach = 1 / (0.08 + 0.92 * (1 - left * left * left));
      const sag = burnt * burnt;
      const end = bursts.start[place + 1]!;
      for (let n = bursts.start[place]!; n < end; n++) {
        const x = Math.max(0, (bursts.values[n]! + sunk[n]! * sag) * perReach);
        if (x >= 1) continue;
        lightenPixel(
          frame,
          bursts.pixelCount[n]! * 3,
          color,
          0,
          lookUp(BURST_CURVE, x) * fire * rays[n]!,
          lookUp(WHITENESS_CURVE, x) * fire,
        );
      }
    };

    return (timeS, frame) => {
      frame.set(night);
      for (let place = 0; place < LAUNCH_SITES; place++) {
        const elapsed = timeS / cycles[place]! + starts[place]!;
        const number = Math.floor(elapsed);
        const ageS = (elapsed - number) * cycles[place]!;
        const burnt = (ageS - CLIMB_S) / BURN_S;
        if (burnt < 1) climb(frame, place, ageS);
        if (burnt <= 0 || burnt >= 1) continue;
        sample(ring, randomAt(hash(seed + 52, number), place), 1, color, 0);
        burst(frame, place, burnt);
      }
    };
  },
};
