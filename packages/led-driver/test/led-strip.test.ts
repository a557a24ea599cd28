import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hardware } from '../src/output/addon.ts';
import { LedStrip } from '../src/output/led-strip.ts';
import { OutputError, type OutputSettings } from '../src/output/output.ts';
import { OUTPUT_SETTINGS, ScriptedAddon, Segfault } from './scripted-addon.ts';

/** A system that says nothing about itself. */
const read = (): undefined => undefined;

function scripted(change: (addon: ScriptedAddon) => void = () => {}): {
  addon: ScriptedAddon;
  hardware: Hardware;
} {
  const addon = new ScriptedAddon();
  change(addon);
  return { addon, hardware: { uid: 0, loadAddon: () => Promise.resolve(addon), read } };
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

test('the addon gets a safe DMA channel, the strip’s colour order, and no second strip', async () => {
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
    const strip = await LedStrip.open({ ...OUTPUT_SETTINGS, gpio: 21, color_order, invert: true }, hardware);
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

test('without root the strip is refused, and the addon is not even loaded', async () => {
  let loaded = 0;
  const loadAddon = (): Promise<ScriptedAddon> => {
    loaded++;
    return Promise.resolve(new ScriptedAddon());
  };
  await assert.rejects(
    LedStrip.open(OUTPUT_SETTINGS, { uid: 1000, loadAddon, read }),
    (error: OutputError) => {
      return error.code === 'not_root' && /only root/.test(error.message);
    },
  );
  assert.equal(loaded, 0);
  (await LedStrip.open(OUTPUT_SETTINGS, { uid: 0, loadAddon, read })).close();
  assert.equal(loaded, 1);
});

test('a missing addon is explained in one line, with the fix', async () => {
  const loadAddon = () =>
    Promise.reject(new Error("Cannot find package 'rpi-ws281x-native'\nimported from x"));
  await assert.rejects(LedStrip.open(OUTPUT_SETTINGS, { uid: 0, loadAddon, read }), (error: OutputError) => {
    return (
      error.code === 'addon_missing' && /^[^\n]*npm rebuild rpi-ws281x-native[^\n]*$/.test(error.message)
    );
  });
});

test('after a failed init nothing more is called, and another attempt can succeed', async () => {
  const failing = scripted((addon) => {
    addon.initFault = new Error('Hardware revision is not supported');
  });
  await assert.rejects(LedStrip.open(OUTPUT_SETTINGS, failing.hardware), (error: OutputError) => {
    return error.code === 'init_failed' && /GPIO 18: neither .* names a revision/.test(error.message);
  });
  assert.deepEqual(failing.addon.calls, ['init']);
  (await LedStrip.open(OUTPUT_SETTINGS, scripted().hardware)).close();
});

test('an init that gave no buffer, or one of another length, is undone', async () => {
  const none = scripted((addon) => {
    addon.givesBuffer = false;
  });
  const short = scripted((addon) => {
    const { init } = addon;
    addon.init = (options) =>
      init.call(addon, options).map((channel) => ({ ...channel, array: new Uint32Array(7) }));
  });
  for (const { addon, hardware } of [none, short]) {
    await assert.rejects(
      LedStrip.open(OUTPUT_SETTINGS, hardware),
      (error: OutputError) => error.code === 'init_failed',
    );
    assert.equal(addon.calls.at(-1), 'finalize');
    assert.equal(addon.crashes, 0);
  }
  (await LedStrip.open(OUTPUT_SETTINGS, scripted().hardware)).close();
});

test('a frame that the hardware refuses is an OutputError, and the hardware is still given back', async () => {
  const { addon, hardware } = scripted();
  const strip = await LedStrip.open(OUTPUT_SETTINGS, hardware);
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

test('a kernel without the mailbox is explained, with the fix', async () => {
  const { addon, hardware } = scripted();
  addon.initFault = new Error('Failed to create mailbox device');
  await assert.rejects(LedStrip.open(OUTPUT_SETTINGS, hardware), (error: OutputError) => {
    return (
      error.code === 'init_failed' &&
      /mailbox device: \/dev\/vcio is missing.*Raspberry Pi OS/.test(error.message)
    );
  });
});

test('a board that the addon does not know is named, with the fix', async () => {
  const { addon, hardware } = scripted();
  addon.initFault = new Error('Hardware revision is not supported');
  const pi5 = (path: string): Buffer | undefined =>
    path.endsWith('linux,revision') ? Buffer.from('00c04170', 'hex') : undefined;
  await assert.rejects(LedStrip.open(OUTPUT_SETTINGS, { ...hardware, read: pi5 }), (error: OutputError) => {
    return (
      error.code === 'init_failed' && /GPIO 18: a Raspberry Pi 5 \(c04170\) has its pins/.test(error.message)
    );
  });
  addon.initFault = new Error('Selected GPIO not possible');
  await assert.rejects(
    LedStrip.open(OUTPUT_SETTINGS, { ...hardware, read: pi5 }),
    /GPIO 18: Selected GPIO not possible\./,
  );
});

test('SPI that is off is refused, with the fix', async () => {
  const { addon, hardware } = scripted();
  addon.initFault = new Error('Unable to initialize SPI');
  await assert.rejects(
    LedStrip.open({ ...OUTPUT_SETTINGS, gpio: 10 }, hardware),
    (error: OutputError) =>
      error.code === 'init_failed' && /GPIO 10: Unable .*"dtparam=spi=on"/.test(error.message),
  );
});

test('a strip too long for one SPI transfer is refused before any hardware call, unless the system allows it', async () => {
  const spi = (pixels: number): OutputSettings => ({ ...OUTPUT_SETTINGS, gpio: 10, pixels });
  const allowing =
    (bytes: string): Hardware['read'] =>
    (path) =>
      path.endsWith('bufsiz') ? Buffer.from(bytes) : undefined;
  const { addon, hardware } = scripted();
  await assert.rejects(LedStrip.open(spi(340), hardware), (error: OutputError) => {
    return (
      error.code === 'init_failed' && /340 pixels take 4104 bytes.*"spidev\.bufsiz=4104"/.test(error.message)
    );
  });
  await assert.rejects(LedStrip.open(spi(340), { ...hardware, read: allowing('4103\n') }), /allows 4103/);
  assert.deepEqual(addon.calls, []);
  (await LedStrip.open(spi(339), hardware)).close();
  (await LedStrip.open(spi(340), { ...hardware, read: allowing('4104\n') })).close();
  (await LedStrip.open({ ...spi(340), gpio: 18 }, hardware)).close();
});

test('the frequency is that of the configuration', async () => {
  for (const frequency_khz of [800, 400] as const) {
    const { addon, hardware } = scripted();
    (await LedStrip.open({ ...OUTPUT_SETTINGS, chip: 'ws2811', frequency_khz }, hardware)).close();
    assert.equal(addon.options?.freq, frequency_khz * 1000);
  }
});
