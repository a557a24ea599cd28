import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';
import { WS2812B } from './chips.ts';
import { assertBitTimes, assertFrames, assertHardwareReleased, framesOn } from './frame-assertions.ts';
import { randomFrames } from './random-frames.ts';
import { runProgramOn } from './run-on-model.ts';
import { startModelPi } from './start-model-pi.ts';

const STRIP = { pin: 18, chip: WS2812B, order: 'grb' };
const NO_SECOND_STRIP = { gpio: 0, count: 0 };
const PLAY_SETTINGS = {
  init: {
    dma: 10,
    freq: 800_000,
    channels: [{ gpio: 18, count: 20, stripType: 'ws2811-grb' }, NO_SECOND_STRIP],
  },
  colors: 3,
  seed: 1,
  frames: 50,
};

const ADDON = dirname(
  createRequire(join(ROOT, 'packages/led-driver/package.json')).resolve('rpi-ws281x-native/package.json'),
);

/** Of version 1.0.4 as npm has it: all that is compiled, and all that is loaded. */
const SHA256 = '0558c6d5b71ef1428490efae961d794b9697a6833d6d166417fe56f193ca8e83';

test('the addon is the published one, to the last byte', () => {
  const code = readdirSync(ADDON, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(index\.js|binding\.gyp|lib\/.*\.js|src\/.*\.(c|h|cc))$/.test(path))
    // The build writes it, from the file beside it.
    .filter((path) => !path.endsWith('/version.h'))
    .sort();
  const hash = createHash('sha256');
  for (const path of code) hash.update(`${path}\n`).update(readFileSync(join(ADDON, path)));
  assert.equal(hash.digest('hex'), SHA256);
});

test('frames that the addon sends are read back from the wire', async (t) => {
  const pi = await startModelPi(t);
  const { exitStatus: end, stdout, stderr } = await runProgramOn(pi, 'play-addon', PLAY_SETTINGS);
  assert.deepEqual([end, stderr], [0, '']);
  assert.match(stdout, /\/rpi-ws281x-native\/build\/Release\/rpi_ws281x\.node$/);
  const shown = framesOn(pi.record, STRIP);
  assertFrames(shown, randomFrames(1, 3, 20, 50));
  assertBitTimes(shown);
  assertHardwareReleased(pi.record);
});

test('the stub, which does nothing and says that all is well, is found out', async (t) => {
  const pi = await startModelPi(t);
  const {
    exitStatus: end,
    stdout,
    stderr,
  } = await runProgramOn(pi, 'play-addon', { ...PLAY_SETTINGS, uid: 65534 });
  assert.deepEqual([end, stdout], [0, '']);
  assert.match(stderr, /non-functional stub/);
  assert.throws(() => framesOn(pi.record, STRIP), /was that the real addon\?/);
});

test('a frame that is changed on its way out is found to be torn', async (t) => {
  const pi = await startModelPi(t);
  const pixels = 1000;
  // Now and then this program is not scheduled while the first half is on the wire; hardly ten times in a row.
  const frames = 10;
  const channels = [{ gpio: 18, count: pixels, stripType: 'ws2811-grb' }, NO_SECOND_STRIP];
  await runProgramOn(pi, 'tear-frame', {
    ...PLAY_SETTINGS,
    init: { ...PLAY_SETTINGS.init, channels },
    frames,
    dir: pi.dir,
  });
  const sent = randomFrames(1, 3, pixels, frames);
  const shown = framesOn(pi.record, STRIP);
  assertFrames({ ...shown, frames: shown.frames.slice(0, 1) }, sent.slice(0, 1));
  assert.throws(() => assertFrames(shown, sent), /frame \d: torn from pixel 500 on/);
});
