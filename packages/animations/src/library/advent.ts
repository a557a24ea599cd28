import type { Animation, Stage } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { needles } from '../needles.ts';
import { rampOf, sample, tint } from '../palette.ts';
import { fraction, nearestTurn, wave } from '../phase.ts';
import { chances } from '../random.ts';
import { surfaceOf } from '../surface.ts';
import { WHITE } from '../tones.ts';

/** The fourth Sunday of Advent is the last one before Christmas Day; the others come a week apart before it. */
const CHRISTMAS_EVE = 24;
const DAYS_OF_NOVEMBER = 30;
const WEEK = 7;

/** One storey of the tree for each candle of the wreath: so everybody sees how many burn, from whichever side. */
const STOREYS = 4;
/** The same candle stands in so many places around a storey, from the lowest storey to the tip. */
const AROUND = [5, 4, 3, 2] as const;

/** In base radii, and at least so many pitches of the strip: half a candle's width, and the flame's half width. */
const WAX = 0.15;
const FLAME = 0.24;
const PITCHES = 0.62;
/** The wreath by night, so dark that candles are what one sees. */
const WREATH = 0.45;
/** In storeys: where wax ends, where the flame is brightest, and half its height. */
const WICK = 0.5;
const FLAME_MIDDLE = 0.7;
const FLAME_HALF = 0.26;

/** Candles on a wreath are red, whatever colour they burn in. */
const WAX_COLOR = [0.8 * FULL, 0, 0.07 * FULL];
const WAX_LEVEL = 0.62;
/** The middle of a flame is bleached. */
const WHITENESS = 0.55;
const HALO = 0.5;
/** Two slow waves that do not fit each other make a flame restless. Times a second, and how deep. */
const FLICKERS_PER_SECOND = [0.83, 1.31] as const;
const FLICKER = 0.11;

export const advent: Animation = {
  title: 'Advent wreath',
  description: 'A wreath in four storeys, on which one candle more burns with each week of Advent.',
  tags: ['festive', 'calm', 'quiet'],
  palette: 'candlelight',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed, date }) {
    const { count, angle, height, radius } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const burning = burningOn(date);
    const ramp = rampOf(palette);
    const storey = (tallness || 1) / STOREYS;
    const wax = createFrame(1);
    wax.set(WAX_COLOR);

    const picture = needles(count, seed, WREATH);
    const candles = new Uint8Array(count);
    const flames = new Float32Array(count);
    const hues = new Float32Array(count);
    const whites = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const place = height[i]! * STOREYS;
      const number = Math.min(STOREYS - 1, Math.floor(place));
      const up = place - number;
      const turns = angle[i]! * AROUND[number]! + number * 0.5;
      candles[i] = number * 8 + (Math.floor(turns) % AROUND[number]!);
      const aside =
        Math.abs(nearestTurn(turns - 0.5)) * ((2 * Math.PI * Math.max(0.3, radius[i]!)) / AROUND[number]!);
      const inWax = 1 - smoothStep(0.7, 1.2, aside / Math.max(WAX, PITCHES * pitch));
      tint(picture, i * 3, wax, WAX_LEVEL * inWax * (1 - smoothStep(WICK - 0.1, WICK + 0.05, up)));
      if (number >= burning) continue;
      const across = aside / Math.max(FLAME, PITCHES * 1.4 * pitch);
      const along = (up - FLAME_MIDDLE) / Math.max(FLAME_HALF, (PITCHES * pitch) / storey);
      const from = Math.hypot(across, along);
      flames[i] = Math.max(1 - smoothStep(0.3, 1.1, from), HALO * (1 - smoothStep(0.4, 3.2, from)));
      whites[i] = WHITENESS * (1 - smoothStep(0, 0.8, from));
      hues[i] = 0.999 * (1 - smoothStep(0, 0.9, from));
    }
    const starts = chances(seed + 1, STOREYS * 8);
    const paces = chances(seed + 2, STOREYS * 8, 0.8, 1.2);
    const lights = new Float32Array(STOREYS * 8);
    const color = createFrame(1);

    return (timeS, frame) => {
      for (let candle = 0; candle < lights.length; candle++) {
        const pace = paces[candle]! * timeS;
        const slow = wave(fraction(pace * FLICKERS_PER_SECOND[0] + starts[candle]!));
        const quick = wave(fraction(pace * FLICKERS_PER_SECOND[1] + starts[candle]! * 7));
        lights[candle] = 1 - FLICKER * (1 + 0.6 * slow + 0.4 * quick);
      }
      frame.set(picture);
      for (let i = 0; i < count; i++) {
        if (flames[i] === 0) continue;
        sample(ramp, hues[i]!, 1, color, 0);
        tint(color, 0, WHITE, whites[i]!);
        tint(frame, i * 3, color, flames[i]! * lights[candles[i]!]!);
      }
    };
  },
};

/** How many candles burn: all four without a date and outside Advent, for the tree is lit to be looked at. */
function burningOn(date: Stage['date']): number {
  if (date === undefined || date.month < 11) return STOREYS;
  const fourthSunday = CHRISTMAS_EVE - weekdayOfChristmasEve(date.year);
  const day = date.day - (date.month === 11 ? DAYS_OF_NOVEMBER : 0);
  const toGo = Math.max(0, Math.ceil((fourthSunday - day) / WEEK));
  return toGo < STOREYS ? STOREYS - toGo : STOREYS;
}

/** 0 for a Sunday, in the Gregorian calendar: a year shifts the weekday by one, and a leap year by one more. */
function weekdayOfChristmasEve(year: number): number {
  const leapYears = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return (year + leapYears) % WEEK;
}
