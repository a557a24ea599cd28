import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnimationContext } from '../src/animation.ts';
import { PALETTES } from '../src/color/named-palettes.ts';
import { createFrame, type Frame } from '../src/frame.ts';
import { helixStrip } from '../src/geometry/cone-layouts.ts';
import { advent } from '../src/library/advent.ts';

const PIXELS = 300;
const strip = helixStrip({ pixels: PIXELS });

function frameOn(date?: AnimationContext['date']): Frame {
  const frame = createFrame(PIXELS);
  const context = { strip, palette: PALETTES.candlelight, seed: 1 };
  advent.prepare(date === undefined ? context : { ...context, date })(3, frame);
  return frame;
}

/** Flames are the only yellow: the number of tiers that have some. */
function litTiers(frame: Frame): number {
  const lit = new Set<number>();
  strip.height.forEach((height, i) => {
    if (frame[i * 3]! > 40_000 && frame[i * 3 + 1]! > 25_000) lit.add(Math.min(3, Math.floor(height * 4)));
  });
  return lit.size;
}

function isSunday(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() === 0;
}

describe('the Advent wreath', () => {
  for (const [date, candles] of [
    ['2022-11-26', 4],
    ['2022-11-27', 1],
    ['2022-12-04', 2],
    ['2022-12-11', 3],
    ['2022-12-18', 4],
    ['2023-12-02', 4],
    ['2023-12-03', 1],
    ['2023-12-23', 3],
    ['2023-12-24', 4],
    ['2026-12-12', 2],
    ['2026-12-13', 3],
  ] as const) {
    it(`has ${candles} lit candles on ${date}`, () => {
      const [year, month, day] = date.split('-').map(Number) as [number, number, number];
      assert.equal(litTiers(frameOn({ year, month, day })), candles);
    });
  }

  it('has one more lit candle from each of the four Sundays before Christmas, in any year', () => {
    // The calendar repeats every 28 years.
    for (let year = 2020; year < 2048; year++) {
      let candles = 0;
      for (let day = -3; day <= 24; day++) {
        const date = day > 0 ? { year, month: 12, day } : { year, month: 11, day: 30 + day };
        if (isSunday(year, date.month, date.day)) candles++;
        assert.equal(litTiers(frameOn(date)), candles === 0 ? 4 : candles, JSON.stringify(date));
      }
      assert.equal(candles, 4);
    }
  });

  it('has all candles lit outside Advent, and when the date is unknown', () => {
    const all = frameOn();
    assert.equal(litTiers(all), 4);
    for (const [year, month, day] of [
      [2025, 12, 31],
      [2026, 1, 6],
      [2026, 7, 1],
      [2026, 11, 1],
      [2026, 11, 28],
    ] as const) {
      assert.deepEqual(frameOn({ year, month, day }), all);
    }
  });
});
