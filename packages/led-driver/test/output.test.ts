import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createFrame, helixStrip } from '@garland/animations';
import type { DriverConfig } from '@garland/driver-config';
import fc from 'fast-check';
import { Renderer } from '../src/engine/renderer.ts';
import { LitPixels } from '../src/output/lit-pixels.ts';
import { openOutput } from '../src/output/open.ts';
import { type Output, OutputError, type OutputSettings, wireTimeMs } from '../src/output/output.ts';
import { Simulator } from '../src/output/simulator.ts';
import { type Hardware, Ws281x } from '../src/output/ws281x.ts';
import { ScriptedAddon, Segfault } from './outputs.ts';
import { isRoot, LIGHT, POWER } from './support.ts';

const SETTINGS: OutputSettings = { pixels: 8, gpio: 18, color_order: 'grb', invert: false };

interface Candidate {
  readonly name: string;
  readonly skip?: string | false;
  /** An open output, and what its strip shows, where that can be seen. */
  open(pixels: number): Promise<{ output: Output; shown?: () => number[]; sound?: () => void }>;
}

function scripted(change: (addon: ScriptedAddon) => void = () => {}): {
  addon: ScriptedAddon;
  hardware: Hardware;
} {
  const addon = new ScriptedAddon();
  change(addon);
  return { addon, hardware: { uid: 0, loadAddon: () => Promise.resolve(addon) } };
}

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'simulator',
    async open(pixels) {
      const output = new Simulator({ ...SETTINGS, pixels });
      return { output, shown: () => [...output.shown] };
    },
  },
  {
    name: 'lit pixels of a simulator, every third of it dark',
    async open(pixels) {
      const wire = Uint16Array.from({ length: pixels }, (_, i) => i + Math.floor(i / 2));
      const whole = new Simulator({ ...SETTINGS, pixels: wire.at(-1)! + 2 });
      const output = new LitPixels(whole, wire);
      return {
        output,
        shown: () => Array.from(wire, (place) => whole.shown[place]!),
        sound: () => assert.ok(whole.shown.every((word, place) => word === 0 || wire.includes(place))),
      };
    },
  },
  {
    name: 'ws281x with an addon that crashes where the real one does',
    async open(pixels) {
      const { addon, hardware } = scripted();
      const output = await Ws281x.open({ ...SETTINGS, pixels }, hardware);
      return { output, shown: () => addon.shown, sound: () => assert.equal(addon.crashes, 0) };
    },
  },
  {
    name: 'ws281x on real hardware',
    skip:
      (!isRoot || process.env.GARLAND_TEST_STRIP !== '1') &&
      'on a Raspberry Pi with a strip on GPIO 18, run as root with GARLAND_TEST_STRIP=1 to test it',
    async open(pixels) {
      return { output: await Ws281x.open({ ...SETTINGS, pixels }) };
    },
  },
];

for (const { name, skip = false, open } of CANDIDATES) {
  const suite = (title: string, body: (t: TestContext) => Promise<void>): void => {
    test(`${name}: ${title}`, { skip }, body);
  };

  suite('it begins with one dark word a pixel', async () => {
    for (const pixels of [1, 8, 1000]) {
      const { output } = await open(pixels);
      assert.deepEqual([...output.pixels], new Array(pixels).fill(0));
      assert.equal(output.minFrameMs, wireTimeMs(pixels + output.darkPixels));
      output.close();
    }
  });

  suite('show sends what the pixels hold at that moment, and nothing before', async () => {
    const { output, shown, sound } = await open(8);
    const { pixels } = output;
    for (const word of [0xff0000, 0x00ff00, 0x0000ff, 0x010203, 0xffffff, 0xff000000, 0]) {
      pixels.fill(word);
      output.show();
      pixels.fill(0xabcdef);
      assert.equal(output.pixels, pixels);
      if (shown) assert.deepEqual(shown(), new Array(8).fill(word));
      sound?.();
    }
    output.close();
  });

  suite('close leaves the strip dark, whatever was shown or about to be', async () => {
    const { output, shown, sound } = await open(8);
    output.pixels.fill(0xffffff);
    output.show();
    output.pixels.fill(0x00ff00);
    output.close();
    assert.ok(output.pixels.every((word) => word === 0));
    if (shown) assert.deepEqual(shown(), new Array(8).fill(0));
    sound?.();
  });

  suite('show after close throws and touches nothing; more closes do nothing', async () => {
    const { output, shown, sound } = await open(8);
    output.close();
    output.close();
    output.pixels.fill(0xffffff);
    for (let i = 0; i < 2; i++) {
      assert.throws(
        () => output.show(),
        (error) => error instanceof OutputError && error.code === 'closed',
      );
    }
    output.close();
    if (shown) assert.deepEqual(shown(), new Array(8).fill(0));
    sound?.();
  });

  suite('no order of calls does harm', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('show', 'close', 'write'), { maxLength: 12 }),
        async (steps) => {
          const { output, sound } = await open(4);
          let closed = false;
          for (const step of steps) {
            if (step === 'write') output.pixels.fill(0x123456);
            if (step === 'show' && closed) assert.throws(() => output.show(), OutputError);
            else if (step === 'show') output.show();
            if (step === 'close') output.close();
            closed ||= step === 'close';
          }
          output.close();
          sound?.();
        },
      ),
      { numRuns: 50 },
    );
  });

  suite('it can be opened again after it was closed', async () => {
    for (let i = 0; i < 3; i++) {
      const { output, sound } = await open(8);
      output.show();
      output.close();
      sound?.();
    }
  });
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
    const output = await Ws281x.open({ pixels: 8, gpio: 21, color_order, invert: true }, hardware);
    output.show();
    assert.deepEqual(addon.options, {
      dma: 10,
      freq: 800_000,
      channels: [
        { gpio: 21, count: 8, invert: true, stripType },
        { gpio: 0, count: 0 },
      ],
    });
    assert.equal(addon.channel.brightness, 255);
    assert.equal(addon.channel.array, output.pixels);
    assert.equal(output.hasWhite, stripType.startsWith('sk6812'));
    output.close();
    assert.deepEqual(addon.calls, ['init', 'render', 'render', 'finalize']);
  }
});

test('who is not root is refused, and the addon is not even loaded', async () => {
  let loaded = 0;
  const loadAddon = (): Promise<ScriptedAddon> => {
    loaded++;
    return Promise.resolve(new ScriptedAddon());
  };
  await assert.rejects(Ws281x.open(SETTINGS, { uid: 1000, loadAddon }), (error: OutputError) => {
    return error.code === 'not_root' && /only root/.test(error.message);
  });
  assert.equal(loaded, 0);
  (await Ws281x.open(SETTINGS, { uid: 0, loadAddon })).close();
  assert.equal(loaded, 1);
});

test('an addon that is not there is explained in one line that says what to do', async () => {
  const loadAddon = () =>
    Promise.reject(new Error("Cannot find package 'rpi-ws281x-native'\nimported from x"));
  await assert.rejects(Ws281x.open(SETTINGS, { uid: 0, loadAddon }), (error: OutputError) => {
    return (
      error.code === 'addon_missing' && /^[^\n]*npm rebuild rpi-ws281x-native[^\n]*$/.test(error.message)
    );
  });
});

test('after an init that failed nothing more is called, and another attempt may succeed', async () => {
  const failing = scripted((addon) => {
    addon.initFault = new Error('Hardware revision is not supported');
  });
  await assert.rejects(Ws281x.open(SETTINGS, failing.hardware), (error: OutputError) => {
    return error.code === 'init_failed' && /GPIO 18: Hardware revision is not supported/.test(error.message);
  });
  assert.deepEqual(failing.addon.calls, ['init']);
  (await Ws281x.open(SETTINGS, scripted().hardware)).close();
});

test('an init that gave no buffer is undone', async () => {
  const odd = scripted((addon) => {
    addon.givesBuffer = false;
  });
  await assert.rejects(
    Ws281x.open(SETTINGS, odd.hardware),
    (error: OutputError) => error.code === 'init_failed',
  );
  assert.equal(odd.addon.calls.at(-1), 'finalize');
  assert.equal(odd.addon.crashes, 0);
  (await Ws281x.open(SETTINGS, scripted().hardware)).close();
});

test('a process drives one strip at a time, also if two are opened at once', async () => {
  const first = await Ws281x.open(SETTINGS, scripted().hardware);
  const second = scripted();
  await assert.rejects(
    Ws281x.open(SETTINGS, second.hardware),
    (error: OutputError) => error.code === 'already_open',
  );
  assert.deepEqual(second.addon.calls, []);
  first.close();
  const both = await Promise.allSettled([1, 2].map(() => Ws281x.open(SETTINGS, scripted().hardware)));
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  for (const result of both) if (result.status === 'fulfilled') result.value.close();
});

test('a frame that the hardware refuses is an OutputError, and the hardware is still given back', async () => {
  const { addon, hardware } = scripted();
  const output = await Ws281x.open(SETTINGS, hardware);
  addon.renderFault = new Error('DMA error');
  assert.throws(
    () => output.show(),
    (error: OutputError) => error.code === 'render_failed' && /DMA error/.test(error.message),
  );
  assert.throws(() => output.close(), OutputError);
  assert.equal(addon.calls.at(-1), 'finalize');
  output.close();
  assert.equal(addon.crashes, 0);
});

test('what is left out stays dark, and every other pixel shows what is meant for it', () => {
  const wires = fc.uniqueArray(fc.nat(59), { minLength: 1 }).map((places) => places.sort((a, b) => a - b));
  fc.assert(
    fc.property(wires, (wire) => {
      const whole = new Simulator({ ...SETTINGS, pixels: 60 });
      const lit = new LitPixels(whole, Uint16Array.from(wire));
      assert.deepEqual([lit.pixels.length, lit.darkPixels], [wire.length, 60 - wire.length]);
      assert.equal(lit.minFrameMs, wireTimeMs(60));
      lit.pixels.forEach((_, i) => {
        lit.pixels[i] = i + 1;
      });
      lit.show();
      const expected = Array.from({ length: 60 }, (_, place) => wire.indexOf(place) + 1);
      assert.deepEqual([...whole.shown], expected);
    }),
  );
});

test('what is left out counts as idle in the current that is estimated, before and after a reload', () => {
  const output = new LitPixels(new Simulator({ ...SETTINGS, pixels: 30 }), Uint16Array.of(3, 4, 5));
  const renderer = new Renderer({ strip: helixStrip({ pixels: 3 }), output, startedMs: 0 }, LIGHT, POWER);
  renderer.show(createFrame(3), 1, 0.02, 'playing', 0);
  assert.equal(renderer.estimatedMa, 30);
  renderer.configure(LIGHT, { ...POWER, idle_ma: 2 });
  renderer.show(createFrame(3), 1, 0.02, 'playing', 20);
  assert.equal(renderer.estimatedMa, 60);
});

test('the wire takes what was measured: 40 microseconds a pixel and the latch', () => {
  for (const [pixels, framesPerSecond] of [
    [50, 435],
    [100, 233],
    [300, 81],
    [500, 49],
    [1000, 25],
  ] as const) {
    assert.equal(Math.round(1000 / wireTimeMs(pixels)), framesPerSecond);
  }
});

test('the output is the one that the configuration names; hardware that fails is not replaced by a simulator', async () => {
  const config = (
    kind: 'simulator' | 'ws281x',
    leave_out: DriverConfig['strip']['leave_out'] = [],
  ): DriverConfig => ({
    strip: { pixels: 8, leave_out },
    output: { kind, gpio: 18, color_order: 'grb', invert: false },
    light: LIGHT,
    power: POWER,
    scenes: new Map(),
    remote: { allow: ['off'] },
    paths: { runtime_dir: '/a', state_dir: '/b' },
  });
  const whole = await openOutput(config('simulator'));
  assert.deepEqual([whole.kind, whole.pixels.length, whole.darkPixels], ['simulator', 8, 0]);
  const lit = await openOutput(config('simulator', [{ first: 0, last: 2 }]));
  assert.deepEqual([lit.kind, lit.pixels.length, lit.darkPixels], ['simulator', 5, 3]);
  assert.deepEqual([whole.hasWhite, lit.hasWhite], [false, false]);
  for (const dark of [undefined, [{ first: 0, last: 2 }]]) {
    const plain = config('simulator', dark);
    const rgbw = await openOutput({ ...plain, output: { ...plain.output, color_order: 'grbw' } });
    assert.equal(rgbw.hasWhite, true);
  }
  if (process.env.GARLAND_TEST_STRIP === '1') return;
  await assert.rejects(openOutput(config('ws281x')), (error: { name: string; exitCode: number }) => {
    return error.name === 'StartError' && error.exitCode === (isRoot ? 69 : 77);
  });
});
