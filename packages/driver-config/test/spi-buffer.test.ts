import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spiBufferAdvice } from '../src/spi-buffer.ts';

const advice = (pixels: number, limit?: string, gpio = 10) =>
  spiBufferAdvice({ pixels, gpio, frequency_khz: 800 }, limit);

test('SPI takes 339 pixels in one transfer, as long as its buffer is not enlarged', () => {
  assert.equal(advice(339), undefined);
  assert.match(
    advice(340)?.problem ?? '',
    /340 pixels take 4104 bytes on SPI \(GPIO 10\), and the system allows 4096/,
  );
  assert.match(advice(340)?.fix ?? '', /spidev\.bufsiz=4104/);
});

test('an enlarged buffer takes more, and the advised size is enough', () => {
  for (const pixels of [340, 500, 1000]) {
    const [, size] = /bufsiz=(\d+)/.exec(advice(pixels)?.fix ?? '') ?? [];
    assert.equal(advice(pixels, `${size}\n`), undefined);
    assert.ok(advice(pixels + 3, `${size}\n`));
  }
});

test('other pins have no such limit', () => {
  for (const gpio of [18, 12, 21]) assert.equal(advice(1000, undefined, gpio), undefined);
});
