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

/** The number of sites where rockets burst, their minimum height, and the time from one rocket to the next at a site. */
const LAUNCH_SITES = 9;
const MIN_BURST_HEIGHT = 0.38;
const MIN_CYCLE_S = 3.8;
const MAX_CYCLE_S = 5.6;

/** How long a rocket climbs, and how long its stars burn: far too slow to count as a flash. */
const CLIMB_S = 0.9;
const BURN_S = 2.5;
/** How far the stars fly in base radii, and the minimum in pixel spacings; they cover most of the distance at once. */
const MIN_BURST_RADIUS = 0.85;
const MIN_SPACINGS = 2.6;
/** When the stars are brightest, and when they start to fade, as shares of their burning time. */
const PEAK_AT = 0.06;
const FADING_FROM = 0.6;

/** From the middle of a burst to just ahead of its front. */
const BURST_FRONT = 0.86;
const BURST_CURVE = tabulate(
  (x) => (0.42 + 0.58 * smoothStep(0.25, BURST_FRONT, x)) * (1 - smoothStep(BURST_FRONT, 1, x)),
);
const WHITENESS_CURVE = tabulate((x) => 0.5 * smoothStep(0.5, BURST_FRONT, x));
/** Stars fly in rays, and sag by this many base radii as they burn out. */
const RAY_COUNT = 9;
const MIN_RAY_LEVEL = 0.55;
const SAG = 0.3;

/** The length and half the width of a rocket's tail in base radii, and its minimum in pixel spacings. */
const TAIL_LENGTH = 0.55;
const TAIL_CURVE = tabulate((x) => smoothStep(0, 0.2, x) * (1 - x) ** 1.5 * 0.9);
const TAIL_HALF_WIDTH = 0.09;
const TAIL_HALF_WIDTH_SPACINGS = 0.7;
/** A tail is dim where its own burst will be, and at full strength farther down (in burst radii): one flash per pixel. */
const TAIL_LEVEL_IN_BURST = 0.45;
const FULL_TAIL_FROM = 1.4;
/** Where bursts overlap, as at the tip, a pixel shows only those of the nearest sites: at most three flashes. */
const MAX_SITES_PER_PIXEL = 3;
/** A tail has the colour of glowing coal in any palette. */
const TAIL_COLOR = [CHANNEL_MAX, 0.72 * CHANNEL_MAX, 0.38 * CHANNEL_MAX];
const NIGHT_LEVEL = 0.07;

export const fireworks: Animation = {
  title: 'Fireworks',
  description: 'Rockets climb the tree and burst into stars that hang in the air and burn out.',
  tags: ['festive', 'lively', 'night'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ring = ringOf(palette);
    const burstRadius = Math.max(MIN_BURST_RADIUS, MIN_SPACINGS * pixelSpacing);
    const sites = chooseAnchorPoints(strip, LAUNCH_SITES, seed, MIN_BURST_HEIGHT, 0.94);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ring, 0.7, NIGHT_LEVEL, night, i * 3);
    const spark = createFrame(1);
    spark.set(TAIL_COLOR);

    const offsetTo = (site: number, pixel: number) => surfaceOffset(strip, aspectRatio, sites[site]!, pixel);
    const narrow = Math.max(TAIL_HALF_WIDTH, TAIL_HALF_WIDTH_SPACINGS * pixelSpacing);
    const shareOf = ({ across, up }: SurfaceOffset) => Math.hypot(across, up) / burstRadius;
    const isBelow = ({ across, up }: SurfaceOffset) => up <= 0 && Math.abs(across) < narrow;
    const takesPart = nearestAnchorFilter(LAUNCH_SITES, count, MAX_SITES_PER_PIXEL, (site, pixel) => {
      const offset = offsetTo(site, pixel);
      const share = shareOf(offset);
      return share < 1 || isBelow(offset) ? share : Infinity;
    });
    const bursts = findNearbyPixels(LAUNCH_SITES, count, (site, pixel) => {
      const share = shareOf(offsetTo(site, pixel));
      return share < 1 && takesPart(site, pixel) ? share : Number.NaN;
    });
    // By entry: how far a star sags there in the end, and the brightness of its ray.
    const sunk = new Float32Array(bursts.pixels.length);
    const rays = new Float32Array(bursts.pixels.length);
    for (let site = 0; site < LAUNCH_SITES; site++) {
      for (let n = bursts.start[site]!; n < bursts.start[site + 1]!; n++) {
        const { across, up } = offsetTo(site, bursts.pixels[n]!);
        sunk[n] = (SAG * up) / burstRadius;
        const ray = 0.5 + 0.5 * Math.cos(RAY_COUNT * Math.atan2(up, across));
        rays[n] =
          MIN_RAY_LEVEL + (1 - MIN_RAY_LEVEL) * Math.max(ray, 1 - smoothStep(0, 0.3, bursts.values[n]!));
      }
    }
    const tracks = findNearbyPixels(LAUNCH_SITES, count, (site, pixel) => {
      const offset = offsetTo(site, pixel);
      if (!isBelow(offset) || !takesPart(site, pixel)) return Number.NaN;
      const glow =
        TAIL_LEVEL_IN_BURST + (1 - TAIL_LEVEL_IN_BURST) * smoothStep(1, FULL_TAIL_FROM, shareOf(offset));
      return glow * (1 - (offset.across / narrow) ** 2);
    });

    const cycles = randomArray(seed + 50, LAUNCH_SITES, MIN_CYCLE_S, MAX_CYCLE_S);
    const starts = randomArray(seed + 51, LAUNCH_SITES);
    const color = createFrame(1);

    const climb = (frame: Frame, site: number, ageS: number) => {
      const climbed = Math.min(1, ageS / CLIMB_S);
      // The tail follows its head into the burst, and out of sight.
      const head =
        climbed * (2 - climbed) * height[sites[site]!]! * aspectRatio +
        TAIL_LENGTH * Math.max(0, ageS - CLIMB_S) * 2;
      const end = tracks.start[site + 1]!;
      for (let n = tracks.start[site]!; n < end; n++) {
        const pixel = tracks.pixels[n]!;
        const behind = (head - height[pixel]! * aspectRatio) / TAIL_LENGTH;
        if (behind > 0 && behind < 1)
          lightenPixel(frame, pixel * 3, spark, 0, lookUp(TAIL_CURVE, behind) * tracks.values[n]!, 0);
      }
    };

    const burst = (frame: Frame, site: number, burnt: number) => {
      const fire = smoothStep(0, PEAK_AT, burnt) * (1 - smoothStep(FADING_FROM, 1, burnt));
      const left = 1 - burnt;
      const perReach = 1 / (0.08 + 0.92 * (1 - left * left * left));
      const sag = burnt * burnt;
      const end = bursts.start[site + 1]!;
      for (let n = bursts.start[site]!; n < end; n++) {
        const x = Math.max(0, (bursts.values[n]! + sunk[n]! * sag) * perReach);
        if (x >= 1) continue;
        lightenPixel(
          frame,
          bursts.pixels[n]! * 3,
          color,
          0,
          lookUp(BURST_CURVE, x) * fire * rays[n]!,
          lookUp(WHITENESS_CURVE, x) * fire,
        );
      }
    };

    return (timeS, frame) => {
      frame.set(night);
      for (let site = 0; site < LAUNCH_SITES; site++) {
        const elapsed = timeS / cycles[site]! + starts[site]!;
        const number = Math.floor(elapsed);
        const ageS = (elapsed - number) * cycles[site]!;
        const burnt = (ageS - CLIMB_S) / BURN_S;
        if (burnt < 1) climb(frame, site, ageS);
        if (burnt <= 0 || burnt >= 1) continue;
        sample(ring, randomAt(hash(seed + 52, number), site), 1, color, 0);
        burst(frame, site, burnt);
      }
    };
  },
};
