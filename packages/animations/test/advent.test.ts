import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stage } from '../src/animation.ts';
import { createFrame, type Frame } from '../src/frame.ts';
import { helixStrip } from '../src/layouts.ts';
import { advent } from '../src/library/advent.ts';
import { PALETTES } from '../src/palettes.ts';

const PIXELS = 300;
const strip = helixStrip({ pixels: PIXELS });

function pictureOn(date?: Stage['date']): Frame {
  const frame = createFrame(PIXELS);
  const stage = { strip, palette: PALETTES.candlelight, seed: 1 };
  advent.prepare(date === undefined ? stage : { ...stage, date })(3, frame);
  return frame;
}

/** Flames are the only yellow on the wreath: so many storeys have some. */
function storeysLit(frame: Frame): number {
  const lit = new Set<number>();
  strip.height.forEach((height, i) => {
    if (frame[i * 3]! > 40_000 && frame[i * 3 + 1]! > 25_000) lit.add(Math.min(3, Math.floor(height * 4)));
  });
  return lit.size;
}

describe('on the Advent wreath', () => {
  for (const [month, day, candles] of [
    [11, 30, 1],
    [12, 6, 1],
    [12, 7, 2],
    [12, 14, 3],
    [12, 20, 3],
    [12, 21, 4],
    [12, 24, 4],
  ] as const) {
    it(`${candles} burn on ${day}/${month}`, () => {
      assert.equal(storeysLit(pictureOn({ month, day })), candles);
    });
  }

  it('all burn when it is not Advent, and when nobody says what day it is', () => {
    const all = pictureOn();
    assert.equal(storeysLit(all), 4);
    for (const date of [
      { month: 12, day: 31 },
      { month: 1, day: 6 },
      { month: 7, day: 1 },
      { month: 11, day: 29 },
    ]) {
      assert.deepEqual(pictureOn(date), all);
    }
  });
});
