import type { Animation, AnimationContext } from '../animation.ts';
import { rampOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction, sine, wrapToHalfTurn } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';

/** The fourth Sunday of Advent is the last one before Christmas Day; the others precede it by one week each. */
const CHRISTMAS_EVE = 24;
const DAYS_OF_NOVEMBER = 30;
const DAYS_PER_WEEK = 7;

/** One tier of the tree for each candle of the wreath, so that the tier of lit candles shows from all sides. */
const TIERS = 4;
/** How often a tier's candle is repeated around it, from the lowest tier to the tip. */
const CANDLES_PER_TIER = [5, 4, 3, 2] as const;

/** Half the width of a candle and of a flame, in base radii; and their minimum in pixel spacings. */
const WAX_HALF_WIDTH = 0.15;
const FLAME_HALF_WIDTH = 0.24;
const MIN_SPACINGS = 0.62;
/** The wreath is so dark that the candles stand out. */
const WREATH_LEVEL = 0.45;
/** In tiers: where the wax ends, where the flame is brightest, and half its height. */
const WAX_TOP = 0.5;
const FLAME_MIDDLE = 0.7;
const FLAME_HALF_HEIGHT = 0.26;

/** The wax is red in any palette. */
const WAX_COLOR = [0.8 * CHANNEL_MAX, 0, 0.07 * CHANNEL_MAX];
const WAX_LEVEL = 0.62;
/** How white the middle of a flame is. */
const WHITENESS = 0.55;
const HALO_LEVEL = 0.5;
/** Two slow waves of unrelated frequencies make a flame flicker: their rates in hertz, and their depth. */
const FLICKERS_PER_SECOND = [0.83, 1.31] as const;
const FLICKER_DEPTH = 0.11;

export const advent: Animation = {
  title: 'Advent wreath',
  description: 'Four tiers of candles; one more is lit with each week of Advent.',
  tags: ['festive', 'calm', 'quiet'],
  palette: 'candlelight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed, date }) {
    const { count, angle, height, radius } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const burning = burningCandles(date);
    const ramp = rampOf(palette);
    const tierHeight = (aspectRatio || 1) / TIERS;
    const wax = createFrame(1);
    wax.set(WAX_COLOR);

    const background = baseGreen(count, seed, WREATH_LEVEL);
    const candles = new Uint8Array(count);
    const flames = new Float32Array(count);
    const hues = new Float32Array(count);
    const whites = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const position = height[i]! * TIERS;
      const tier = Math.min(TIERS - 1, Math.floor(position));
      const up = position - tier;
      const turns = angle[i]! * CANDLES_PER_TIER[tier]! + tier * 0.5;
      candles[i] = tier * 8 + (Math.floor(turns) % CANDLES_PER_TIER[tier]!);
      const lateral =
        Math.abs(wrapToHalfTurn(turns - 0.5)) *
        ((2 * Math.PI * Math.max(0.3, radius[i]!)) / CANDLES_PER_TIER[tier]!);
      const inWax = 1 - smoothStep(0.7, 1.2, lateral / Math.max(WAX_HALF_WIDTH, MIN_SPACINGS * pixelSpacing));
      tint(background, i * 3, wax, WAX_LEVEL * inWax * (1 - smoothStep(WAX_TOP - 0.1, WAX_TOP + 0.05, up)));
      if (tier >= burning) continue;
      const across = lateral / Math.max(FLAME_HALF_WIDTH, MIN_SPACINGS * 1.4 * pixelSpacing);
      const along =
        (up - FLAME_MIDDLE) / Math.max(FLAME_HALF_HEIGHT, (MIN_SPACINGS * pixelSpacing) / tierHeight);
      const from = Math.hypot(across, along);
      flames[i] = Math.max(1 - smoothStep(0.3, 1.1, from), HALO_LEVEL * (1 - smoothStep(0.4, 3.2, from)));
      whites[i] = WHITENESS * (1 - smoothStep(0, 0.8, from));
      hues[i] = 0.999 * (1 - smoothStep(0, 0.9, from));
    }
    const starts = randomArray(seed + 1, TIERS * 8);
    const paces = randomArray(seed + 2, TIERS * 8, 0.8, 1.2);
    const lights = new Float32Array(TIERS * 8);
    const color = createFrame(1);

    return (timeS, frame) => {
      for (let candle = 0; candle < lights.length; candle++) {
        const pace = paces[candle]! * timeS;
        const slow = sine(fraction(pace * FLICKERS_PER_SECOND[0] + starts[candle]!));
        const quick = sine(fraction(pace * FLICKERS_PER_SECOND[1] + starts[candle]! * 7));
        lights[candle] = 1 - FLICKER_DEPTH * (1 + 0.6 * slow + 0.4 * quick);
      }
      frame.set(background);
      for (let i = 0; i < count; i++) {
        if (flames[i] === 0) continue;
        sample(ramp, hues[i]!, 1, color, 0);
        tint(color, 0, WHITE, whites[i]!);
        tint(frame, i * 3, color, flames[i]! * lights[candles[i]!]!);
      }
    };
  },
};

/** The number of lit candles. Without a date, and outside Advent, all four are lit. */
function burningCandles(date: AnimationContext['date']): number {
  if (date === undefined || date.month < 11) return TIERS;
  const fourthSunday = CHRISTMAS_EVE - weekdayOfChristmasEve(date.year);
  const day = date.day - (date.month === 11 ? DAYS_OF_NOVEMBER : 0);
  const toGo = Math.max(0, Math.ceil((fourthSunday - day) / DAYS_PER_WEEK));
  return toGo < TIERS ? TIERS - toGo : TIERS;
}

/** 0 for Sunday. In the Gregorian calendar each year shifts the weekday by one, and a leap year by one more. */
function weekdayOfChristmasEve(year: number): number {
  const leapYears = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return (year + leapYears) % DAYS_PER_WEEK;
}
