import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxPixelMa } from '../src/power-config.ts';
import { read } from './read-text.ts';

const powerOf = (output: string, power = '') =>
  read(`[strip]\npixels = 10\n[output]\nkind = "simulator"\n${output}\n[power]\nbudget_ma = 1000\n${power}\n`)
    .power;

const rgb = (ledMa: number, idle_ma: number, drawn = 'sum') => ({
  budget_ma: 1000,
  other_ma: 0,
  red_ma: ledMa,
  green_ma: ledMa,
  blue_ma: ledMa,
  white_ma: 0,
  idle_ma,
  drawn,
});

test('the currents are upper bounds of the chip', () => {
  assert.deepEqual(powerOf(''), rgb(20, 1));
  assert.deepEqual(powerOf('chip = "ws2812b"'), rgb(20, 1));
  assert.deepEqual(powerOf('chip = "ws2811"'), rgb(19, 3));
  assert.deepEqual(powerOf('chip = "sk6812"'), rgb(20, 1));
  assert.deepEqual(powerOf('chip = "sk6812"\ncolor_order = "grbw"'), { ...rgb(12, 1), white_ma: 20 });
  assert.deepEqual(powerOf('chip = "ws2815"'), rgb(15, 2.5, 'largest'));
  assert.deepEqual(powerOf('chip = "gs8208"'), rgb(15, 2.5, 'largest'));
});

test('measured currents replace them one by one', () => {
  const measured = powerOf('chip = "ws2815"', 'red_ma = 13.5\nidle_ma = 2');
  assert.deepEqual(measured, { ...rgb(15, 2, 'largest'), red_ma: 13.5 });
});

test('a pixel at full draws all its LEDs, or the largest one where they are in series', () => {
  assert.equal(maxPixelMa(powerOf(''), false), 60);
  assert.equal(maxPixelMa(powerOf('chip = "sk6812"\ncolor_order = "grbw"'), true), 56);
  assert.equal(maxPixelMa(powerOf('chip = "ws2815"', 'green_ma = 16'), false), 16);
});
