import assert from 'node:assert/strict';
import { type BitTimes, type LedChip, WS2812B } from './chips.ts';
import { type DecodedLine, decodeLine, pixelsFrom } from './decode-line.ts';
import type { HardwareRecord } from './hardware-record.ts';
import { levelsOn } from './pin-levels.ts';

/** A strip of one kind of chips on one pin. */
export interface WiredStrip {
  readonly pin: number;
  readonly chip: LedChip;
  /** In which the chips take their bytes: `grb`, `grbw`. */
  readonly order: string;
  /** There is a level shifter that inverts in front of it. */
  readonly invert?: boolean;
}

/** What a strip made of what was sent. */
export interface ShownFrames {
  /** 0xWWRRGGBB a pixel. */
  readonly frames: readonly Uint32Array[];
  readonly decoded: DecodedLine;
}

/** @throws if nothing at all has reached the strip: a test that sees nothing has tested nothing */
export function framesOn(
  record: HardwareRecord,
  { pin, chip, order, invert = false }: WiredStrip,
): ShownFrames {
  const decoded = decodeLine(levelsOn(record, pin, invert), chip);
  assert.notEqual(decoded.frames.length, 0, `no frame reached GPIO ${pin}: was that the real addon?`);
  return { decoded, frames: decoded.frames.map((frame) => pixelsFrom(frame, order)) };
}

/** Every frame, in order, whole, and nothing else. */
export function assertFrames(shown: ShownFrames, expected: readonly Uint32Array[]): void {
  assert.deepEqual(shown.decoded.problems, []);
  const wrong = expected.flatMap((words, i) => (equalFrames(words, shown.frames[i]) ? [] : [i]));
  assert.deepEqual(
    wrong,
    [],
    `frame ${wrong[0]}: ${describeMismatch(expected, shown.frames, wrong[0] ?? 0)}`,
  );
  assert.equal(shown.frames.length, expected.length, 'more was shown than was sent');
}

/** Every bit as the data sheet wants it, but for what is known to be beyond it. */
export function assertBitTimes({ decoded }: ShownFrames, beyond: readonly (keyof BitTimes)[] = []): void {
  assert.deepEqual([...decoded.timingViolations.keys()].sort(), [...beyond].sort());
}

/** The hardware was asked for nothing against its rules, and has all of its memory back. */
export function assertHardwareReleased(record: HardwareRecord): void {
  assert.deepEqual(record.faults, []);
  assert.equal(record.blocksOutstanding, 0, 'VideoCore memory was not given back');
  for (const name of ['pwm', 'pcm'] as const) {
    assert.equal(record.isRunning(name), false, `${name} was left running`);
    assert.equal(record.clockHz(name), 0, `the clock of ${name} was left running`);
  }
}

export const darkFrame = (pixels: number): Uint32Array => new Uint32Array(pixels);

function equalFrames(expected: Uint32Array, found: Uint32Array | undefined): boolean {
  return found?.length === expected.length && expected.every((word, i) => word === found[i]);
}

function describeMismatch(
  expected: readonly Uint32Array[],
  found: readonly Uint32Array[],
  at: number,
): string {
  const [words, shown] = [expected[at], found[at]];
  if (!words || !shown) return 'lost';
  if (shown.length !== words.length) return `${shown.length} pixels instead of ${words.length}`;
  const elsewhere = expected.findIndex((other) => equalFrames(other, shown));
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
export function hasLitFrame(record: HardwareRecord): boolean {
  if (record.transfers.length < 4) return false;
  const { frames } = framesOn(record, { pin: 18, chip: WS2812B, order: 'grb' });
  return frames.at(-1)?.some((word) => word !== 0) ?? false;
}
