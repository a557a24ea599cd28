import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hardware } from '../src/output/addon.ts';
import { LedStrip } from '../src/output/led-strip.ts';
import { OutputError } from '../src/output/output.ts';
import { ScriptedAddon, SETTINGS, Segfault } from './outputs.ts';

function scripted(change: (addon: ScriptedAddon) => void = () => {}): {
  addon: ScriptedAddon;
  hardware: Hardware;
} {
  const addon = new ScriptedAddon();
  change(addon);
  return { addon, hardware: { uid: 0, loadAddon: () => Promise.resolve(addon) } };
}

test('the scripted addon crashes in each order in which the real one does, and in no other', () => {
  const orders: [boolean, (keyof ScriptedAddon & ('init' | 'render' | 'finalize'))[]][] = [
    [false, ['init', 'render', 'render', 'finalize']],
    [false, ['init', 'finalize', 'init', 'finalize']],
    [true, ['render']],
    [true, ['finalize']],
    [true, ['init', 'finalize', 'finalize']],
    [true, ['init', 'finalize', 'render']],
  ];
  for (const [crashes, order] of orders) {
    const addon = new ScriptedAddon();
    const run = (): void => {
      for (const step of order) addon[step]({ dma: 10, freq: 1, channels: [] });
    };
    if (crashes) assert.throws(run, Segfault);
    else run();
  }
});

test('the addon is told a safe DMA channel, the strip’s own colour order, and that there is no second strip', async () => {
  for (const [color_order, stripType] of [
    ['rgb', 'ws2811-rgb'],
    ['rbg', 'ws2811-rbg'],
    ['grb', 'ws2811-grb'],
    ['gbr', 'ws2811-gbr'],
    ['brg', 'ws2811-brg'],
    ['bgr', 'ws2811-bgr'],
    ['rgbw', 'sk6812-rgbw'],
    ['rbgw', 'sk6812-rbgw'],
    ['grbw', 'sk6812-grbw'],
    ['gbrw', 'sk6812-gbrw'],
    ['brgw', 'sk6812-brgw'],
    ['bgrw', 'sk6812-bgrw'],
  ] as const) {
    const { addon, hardware } = scripted();
    const strip = await LedStrip.open({ pixels: 8, gpio: 21, color_order, invert: true }, hardware);
    strip.show();
    assert.deepEqual(addon.options, {
      dma: 10,
      freq: 800_000,
      channels: [
        { gpio: 21, count: 8, invert: true, stripType },
        { gpio: 0, count: 0 },
      ],
    });
    assert.equal(addon.channel.brightness, 255);
    assert.equal(addon.channel.array, strip.pixels);
    strip.close();
    assert.deepEqual(addon.calls, ['init', 'render', 'render', 'finalize']);
  }
});

test('who is not root is refused, and the addon is not even loaded', async () => {
  let loaded = 0;
  const loadAddon = (): Promise<ScriptedAddon> => {
    loaded++;
    return Promise.resolve(new ScriptedAddon());
  };
  await assert.rejects(LedStrip.open(SETTINGS, { uid: 1000, loadAddon }), (error: OutputError) => {
    return error.code === 'not_root' && /only root/.test(error.message);
  });
  assert.equal(loaded, 0);
  (await LedStrip.open(SETTINGS, { uid: 0, loadAddon })).close();
  assert.equal(loaded, 1);
});

test('an addon that is not there is explained in one line that says what to do', async () => {
  const loadAddon = () =>
    Promise.reject(new Error("Cannot find package 'rpi-ws281x-native'\nimported from x"));
  await assert.rejects(LedStrip.open(SETTINGS, { uid: 0, loadAddon }), (error: OutputError) => {
    return (
      error.code === 'addon_missing' && /^[^\n]*npm rebuild rpi-ws281x-native[^\n]*$/.test(error.message)
    );
  });
});

test('after an init that failed nothing more is called, and another attempt may succeed', async () => {
  const failing = scripted((addon) => {
    addon.initFault = new Error('Hardware revision is not supported');
  });
  await assert.rejects(LedStrip.open(SETTINGS, failing.hardware), (error: OutputError) => {
    return error.code === 'init_failed' && /GPIO 18: Hardware revision is not supported/.test(error.message);
  });
  assert.deepEqual(failing.addon.calls, ['init']);
  (await LedStrip.open(SETTINGS, scripted().hardware)).close();
});

test('an init that gave no buffer is undone', async () => {
  const odd = scripted((addon) => {
    addon.givesBuffer = false;
  });
  await assert.rejects(
    LedStrip.open(SETTINGS, odd.hardware),
    (error: OutputError) => error.code === 'init_failed',
  );
  assert.equal(odd.addon.calls.at(-1), 'finalize');
  assert.equal(odd.addon.crashes, 0);
  (await LedStrip.open(SETTINGS, scripted().hardware)).close();
});

test('a frame that the hardware refuses is an OutputError, and the hardware is still given back', async () => {
  const { addon, hardware } = scripted();
  const strip = await LedStrip.open(SETTINGS, hardware);
  addon.renderFault = new Error('DMA error');
  assert.throws(
    () => strip.show(),
    (error: OutputError) => error.code === 'render_failed' && /DMA error/.test(error.message),
  );
  assert.throws(() => strip.close(), OutputError);
  assert.equal(addon.calls.at(-1), 'finalize');
  strip.close();
  assert.equal(addon.crashes, 0);
});
