import assert from 'node:assert/strict';
import { type BitTimes, type Chip, WS2812B } from './chips.ts';
import { decode, pixelsFrom, type Reading } from './decode.ts';
import { levelsOn } from './line.ts';
import type { HardwareRecord } from './record.ts';

/** A strip of one kind of chips on one pin. */
export interface Strip {
  readonly pin: number;
  readonly chip: Chip;
  /** In which the chips take their bytes: `grb`, `grbw`. */
  readonly order: string;
  /** There is a level shifter that inverts in front of it. */
  readonly invert?: boolean;
}

/** What a strip made of what was sent. */
export interface Shown {
  /** 0xWWRRGGBB a pixel. */
  readonly frames: readonly Uint32Array[];
  readonly reading: Reading;
}

/** @throws if nothing at all has reached the strip: a test that sees nothing has tested nothing */
export function shownOn(record: HardwareRecord, { pin, chip, order, invert = false }: Strip): Shown {
  const reading = decode(levelsOn(record, pin, invert), chip);
  assert.notEqual(reading.frames.length, 0, `no frame reached GPIO ${pin}: was that the real addon?`);
  return { reading, frames: reading.frames.map((frame) => pixelsFrom(frame, order)) };
}

/** Every frame, in order, whole, and nothing else. */
export function assertFrames(shown: Shown, expected: readonly Uint32Array[]): void {
  assert.deepEqual(shown.reading.problems, []);
  const wrong = expected.flatMap((words, i) => (same(words, shown.frames[i]) ? [] : [i]));
  assert.deepEqual(wrong, [], `frame ${wrong[0]}: ${explain(expected, shown.frames, wrong[0] ?? 0)}`);
  assert.equal(shown.frames.length, expected.length, 'more was shown than was sent');
}

/** Every bit as the data sheet wants it, but for what is known to be beyond it. */
export function assertTimes({ reading }: Shown, beyond: readonly (keyof BitTimes)[] = []): void {
  assert.deepEqual([...reading.violations.keys()].sort(), [...beyond].sort());
}

/** The hardware was asked for nothing against its rules, and has all of its memory back. */
export function assertClean(record: HardwareRecord): void {
  assert.deepEqual(record.faults, []);
  assert.equal(record.blocksOutstanding, 0, 'VideoCore memory was not given back');
  for (const name of ['pwm', 'pcm'] as const) {
    assert.equal(record.runs(name), false, `${name} was left running`);
    assert.equal(record.clockHz(name), 0, `the clock of ${name} was left running`);
  }
}

export const dark = (pixels: number): Uint32Array => new Uint32Array(pixels);

function same(expected: Uint32Array, found: Uint32Array | undefined): boolean {
  return found?.length === expected.length && expected.every((word, i) => word === found[i]);
}

function explain(expected: readonly Uint32Array[], found: readonly Uint32Array[], at: number): string {
  const [words, shown] = [expected[at], found[at]];
  if (!words || !shown) return 'lost';
  if (shown.length !== words.length) return `${shown.length} pixels instead of ${words.length}`;
  const elsewhere = expected.findIndex((other) => same(other, shown));
  if (elsewhere >= 0) return `frame ${elsewhere} stands there`;
  const pixel = words.findIndex((word, i) => word !== shown[i]);
  const neighbour = expected.some((other) => other !== words && other[pixel] === shown[pixel]);
  return neighbour
    ? `torn from pixel ${pixel} on`
    : `pixel ${pixel} is ${hex(shown[pixel])}, not ${hex(words[pixel])}`;
}

function hex(word = 0): string {
  return word.toString(16).padStart(8, '0');
}

/** Whether the last frame on a WS2812B at GPIO 18 has light in it: a driver's first ones are dark, for it comes up softly. */
export function isLit(record: HardwareRecord): boolean {
  if (record.transfers.length < 4) return false;
  const { frames } = shownOn(record, { pin: 18, chip: WS2812B, order: 'grb' });
  return frames.at(-1)?.some((word) => word !== 0) ?? false;
}
