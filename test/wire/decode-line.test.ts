import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LedChip, type RangeNs, SK6812, SK6812W, WS2811_400, WS2811_800, WS2812B } from './chips.ts';
import { decodeLine, pixelsFrom } from './decode-line.ts';
import { HardwareRecord, type Transfer } from './hardware-record.ts';
import { bitsOf, type Level, levelsOn } from './pin-levels.ts';

const CHIPS = [WS2812B, WS2811_400, WS2811_800, SK6812, SK6812W];

const middle = ([min, max]: RangeNs): number => (min + max) / 2;

/** A line exactly as the data sheet draws it. */
function draw(chip: LedChip, frames: readonly Uint8Array[], resetNs = chip.resetNs): Level[] {
  const { zeroHigh, zeroLow, oneHigh, oneLow } = chip.bits;
  const levels: { high: boolean; ns: number }[] = [];
  for (const byte of frames.flatMap((frame) => [...frame, undefined])) {
    for (let bit = 7; byte !== undefined && bit >= 0; bit--) {
      const one = (byte >> bit) & 1;
      levels.push({ high: true, ns: middle(one ? oneHigh : zeroHigh) });
      levels.push({ high: false, ns: middle(one ? oneLow : zeroLow) });
    }
    if (byte === undefined) levels.at(-1)!.ns += resetNs;
  }
  return levels;
}

const frame = fc.uint8Array({ minLength: 1, maxLength: 40 });
const frames = fc.array(frame, { minLength: 1, maxLength: 5 });

test('what is drawn by the data sheet is read back, for every chip', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CHIPS), frames, (chip, sent) => {
      const reading = decodeLine(draw(chip, sent), chip);
      assert.deepEqual(reading.frames, sent);
      assert.deepEqual([...reading.timingViolations], []);
      assert.deepEqual(reading.problems, []);
      assert.ok(reading.shortestResetNs >= chip.resetNs);
    }),
  );
});

test('each time that leaves its range by a nanosecond is counted, and none that stays', () => {
  // The SK6812's sheet has 450 ns both as the longest zero and as the shortest one.
  for (const chip of [WS2812B, WS2811_400, WS2811_800]) {
    for (const [name, [min, max]] of Object.entries(chip.bits) as [keyof LedChip['bits'], RangeNs][]) {
      const sent = Uint8Array.of(0b10101010, 0b10101010);
      // The second bit of the kind that is looked at: zeros and ones take turns.
      const at = 4 + (name.startsWith('one') ? 0 : 2) + (name.endsWith('High') ? 0 : 1);
      for (const [ns, count] of [
        [min, 0],
        [max, 0],
        [min - 1, 1],
        [max + 1, 1],
      ] as const) {
        const levels = draw(chip, [sent]).map((level, i) => (i === at ? { ...level, ns } : level));
        assert.equal(decodeLine(levels, chip).timingViolations.size, count, `${chip.name} ${name} ${ns}`);
      }
    }
  }
});

test('a gap that is too short for a reset makes one frame of two', () => {
  const [one, two] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
  const short = draw(WS2812B, [one, two], WS2812B.resetNs - 2000);
  const reading = decodeLine(short.slice(0, -1).concat({ high: false, ns: 1e9 }), WS2812B);
  assert.deepEqual(reading.frames, [Uint8Array.of(1, 2, 3, 4, 5, 6)]);
});

test('half a byte, and bits that were never shown, are reported', () => {
  const levels = draw(WS2812B, [Uint8Array.of(7)]);
  assert.deepEqual(decodeLine(levels.slice(2), WS2812B).problems, ['a frame of 7 bits']);
  const unfinished = levels.slice(0, -1).concat({ high: false, ns: 450 });
  assert.deepEqual(decodeLine(unfinished, WS2812B).problems, ['8 bits were never shown']);
});

test('bytes become pixels in the order of the strip', () => {
  const bytes = Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
  const six = bytes.subarray(0, 6);
  assert.deepEqual(pixelsFrom(six, 'rgb'), Uint32Array.of(0x112233, 0x445566));
  assert.deepEqual(pixelsFrom(six, 'grb'), Uint32Array.of(0x221133, 0x554466));
  assert.deepEqual(pixelsFrom(bytes, 'grbw'), Uint32Array.of(0x44221133, 0x88665577));
});

function transfer(change: Partial<Transfer>): Transfer {
  const common = { event: 'transfer', peripheral: 'pwm', wireNs: 0, seenNs: 0, symbolHz: 1e9 } as const;
  return { ...common, channels: 2, inverted: false, data: '', ...change };
}

test('PWM takes every other word, most significant bit first; SPI takes bytes', () => {
  const data = '010000800000000080000000ffffffff';
  const ones = (peripheral: Transfer['peripheral'], channels: number, channel: number): number[] =>
    [...bitsOf(transfer({ data, peripheral, channels }), channel)].flatMap((bit, i) => (bit ? [i] : []));
  assert.deepEqual(ones('pwm', 2, 0), [0, 31, 56]);
  assert.deepEqual(
    ones('pwm', 2, 1),
    Array.from({ length: 32 }, (_, i) => i + 32),
  );
  assert.deepEqual(ones('spi', 1, 0).slice(0, 3), [7, 24, 64]);
});

test('a line is seen only on a pin that is switched to it, and idles as its polarity says', () => {
  const events = [
    { atNs: 1, ...transfer({ data: '000000f000000000', wireNs: 100, seenNs: 100 }) },
    { atNs: 2, ...transfer({ data: '000000f000000000', wireNs: 190, seenNs: 200, inverted: true }) },
  ];
  const gpio = { atNs: 0, event: 'gpio', pin: 18, function: 'alt5' } as const;
  assert.deepEqual(levelsOn(new HardwareRecord(events), 18), [{ high: false, ns: Number.POSITIVE_INFINITY }]);
  const ends = { ns: Number.POSITIVE_INFINITY };
  // 32 ns from 100 on, of which four are high; then nothing; then the same, upside down, seen 10 ns late.
  assert.deepEqual(levelsOn(new HardwareRecord([gpio, events[0]!]), 18), [
    { high: false, ...ends },
    { high: true, ns: 4 },
    { high: false, ...ends },
  ]);
  assert.deepEqual(levelsOn(new HardwareRecord([gpio, ...events]), 18).slice(1), [
    { high: true, ns: 4 },
    { high: false, ns: 28 },
    { high: true, ns: 68 },
    { high: false, ns: 4 },
    { high: true, ...ends },
  ]);
});
