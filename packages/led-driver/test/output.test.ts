import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import type { DriverConfig } from '@garland/driver-config';
import fc from 'fast-check';
import { frameDurationMs } from '../src/output/frame-timing.ts';
import { openOutput } from '../src/output/open-output.ts';
import { type Output, OutputError, type OutputSettings } from '../src/output/output.ts';
import { Simulator } from '../src/output/simulator.ts';
import { Ws281x } from '../src/output/ws281x.ts';
import { eventually, isRoot, LIGHT, POWER } from './driver-fixtures.ts';
import { OUTPUT_SETTINGS, scriptedStrip } from './scripted-addon.ts';

/** Run as a thread, it serves the strip. */
const DRIVER = new URL('../src/main.js', import.meta.url);

const rethrow = (error: Error): never => {
  throw error;
};

interface OutputUnderTest {
  readonly name: string;
  readonly skip?: string | false;
  /** How many orders of calls to try: each opens an output, and so starts a thread where there is one. */
  readonly runs: number;
  /** An open output, and what its strip shows, where that can be seen. */
  open(pixels: number): Promise<{ output: Output; shown?: () => number[]; sound?: () => void }>;
}

const OUTPUTS: readonly OutputUnderTest[] = [
  {
    name: 'simulator',
    runs: 50,
    async open(pixels) {
      const output = new Simulator({ ...OUTPUT_SETTINGS, pixels });
      return { output, shown: () => [...output.shown] };
    },
  },
  {
    name: 'ws281x with an addon that crashes where the real one does',
    runs: 12,
    async open(pixels) {
      const strip = scriptedStrip(pixels);
      const output = await Ws281x.open({ ...OUTPUT_SETTINGS, pixels }, strip.program, rethrow);
      return { output, shown: strip.shown, sound: () => assert.equal(strip.crashes(), 0) };
    },
  },
  {
    name: 'ws281x on real hardware',
    runs: 12,
    skip:
      (!isRoot || process.env.GARLAND_TEST_STRIP !== '1') &&
      'on a Raspberry Pi with a strip on GPIO 18, run as root with GARLAND_TEST_STRIP=1 to test it',
    async open(pixels) {
      return { output: await Ws281x.open({ ...OUTPUT_SETTINGS, pixels }, DRIVER, rethrow) };
    },
  },
];

/** Shows, and waits until it is shown. */
async function show(output: Output): Promise<void> {
  const { framesShown } = output;
  output.show();
  await eventually(() => output.framesShown > framesShown, 'the frame');
  assert.equal(output.isBusy, false);
}

/** Whether it is busy can change at any moment, because the wire does not wait. */
function showOrRefuse(output: Output, closed: boolean): void {
  try {
    output.show();
    assert.ok(!closed);
  } catch (error) {
    assert.ok(error instanceof OutputError);
    assert.equal(error.code, closed ? 'closed' : 'busy');
  }
}

for (const { name, skip = false, runs, open } of OUTPUTS) {
  const suite = (title: string, body: (t: TestContext) => Promise<void>): void => {
    test(`${name}: ${title}`, { skip }, body);
  };

  suite('it begins with one dark word a pixel', async () => {
    for (const pixels of [1, 1000]) {
      const { output } = await open(pixels);
      assert.deepEqual([...output.pixels], new Array(pixels).fill(0));
      assert.equal(output.minFrameMs, frameDurationMs({ ...OUTPUT_SETTINGS, pixels }));
      output.close();
    }
  });

  suite('show sends what the pixels hold at that moment, and nothing before', async () => {
    const { output, shown } = await open(8);
    const { pixels } = output;
    for (const word of [0xff0000, 0x00ff00, 0x0000ff, 0x010203, 0xffffff, 0xff000000, 0]) {
      pixels.fill(word);
      const shows = show(output);
      pixels.fill(0xabcdef);
      await shows;
      assert.equal(output.pixels, pixels);
      if (shown) assert.deepEqual(shown(), new Array(8).fill(word));
    }
    output.close();
  });

  suite('close leaves the strip dark, whatever was shown or about to be', async () => {
    const { output, shown, sound } = await open(8);
    output.pixels.fill(0xffffff);
    await show(output);
    output.pixels.fill(0x00ff00);
    output.show();
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
            if (step === 'show') showOrRefuse(output, closed);
            if (step === 'close') output.close();
            closed ||= step === 'close';
          }
          output.close();
          sound?.();
        },
      ),
      { numRuns: runs },
    );
  });

  suite('it can be opened again after it was closed', async () => {
    for (let i = 0; i < 2; i++) {
      const { output, sound } = await open(8);
      await show(output);
      output.close();
      sound?.();
    }
  });
}

test('while a frame waits for the wire the output is busy, and takes no other', async () => {
  const strip = scriptedStrip(8);
  const output = await Ws281x.open(OUTPUT_SETTINGS, strip.program, rethrow);
  strip.holdWire(true);
  output.pixels.fill(1);
  output.show();
  // The first is on its way into the addon, the second waits.
  await eventually(() => !output.isBusy);
  output.pixels.fill(2);
  output.show();
  assert.equal(output.isBusy, true);
  output.pixels.fill(3);
  assert.throws(
    () => output.show(),
    (error) => error instanceof OutputError && error.code === 'busy',
  );
  strip.holdWire(false);
  await eventually(() => output.framesShown === 2);
  assert.deepEqual(strip.shown(), new Array(8).fill(2));
  output.close();
});

test('a process drives one strip at a time, also if two are opened at once', async () => {
  const strip = scriptedStrip(8);
  const open = (): Promise<Ws281x> => Ws281x.open(OUTPUT_SETTINGS, strip.program, rethrow);
  const first = await open();
  await assert.rejects(open(), (error: OutputError) => error.code === 'already_open');
  first.close();
  const both = await Promise.allSettled([1, 2].map(open));
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  for (const result of both) if (result.status === 'fulfilled') result.value.close();
});

test('a failure to open the strip is reported, and another attempt can succeed', async () => {
  const strip = scriptedStrip(8);
  strip.failOn('init');
  await assert.rejects(Ws281x.open(OUTPUT_SETTINGS, strip.program, rethrow), (error: OutputError) => {
    return error.code === 'init_failed' && /GPIO 18: scripted/.test(error.message);
  });
  await assert.rejects(Ws281x.open(OUTPUT_SETTINGS, '/nowhere.js', rethrow), (error: OutputError) => {
    return error.code === 'render_failed' && /has ended: Cannot find module/.test(error.message);
  });
  const output = await Ws281x.open(OUTPUT_SETTINGS, scriptedStrip(8).program, rethrow);
  output.close();
});

test('a refused frame is reported once, and the hardware is released', async () => {
  const strip = scriptedStrip(8);
  const faults: OutputError[] = [];
  const threadEnded = once(process, 'worker').then(([thread]: Worker[]) => once(thread!, 'exit'));
  const output = await Ws281x.open(OUTPUT_SETTINGS, strip.program, (error) => faults.push(error));
  strip.failOn('render');
  output.show();
  await threadEnded;
  assert.deepEqual(
    faults.map(({ code, message }) => [code, message]),
    [['render_failed', 'the LED hardware refused a frame: scripted']],
  );
  assert.deepEqual(strip.calls(), ['init', 'render', 'render', 'finalize']);
  output.close();
  assert.equal(strip.crashes(), 0);
});

test('the wire takes 40 microseconds a pixel and the reset, or as long as the addon pauses', () => {
  const framesPerSecond = (change: Partial<OutputSettings>): number =>
    Math.round(1000 / frameDurationMs({ ...OUTPUT_SETTINGS, ...change }));
  for (const [pixels, expected] of [
    [1, 3030],
    [10, 1667],
    [50, 481],
    [100, 245],
    [300, 83],
    [500, 50],
    [1000, 25],
  ] as const) {
    assert.equal(framesPerSecond({ pixels }), expected);
  }
  assert.equal(framesPerSecond({ pixels: 300, frequency_khz: 400 }), 41);
  // Four colours fill the buffer, so that the pause counts.
  assert.equal(framesPerSecond({ pixels: 50, color_order: 'grbw' }), 435);
});

test('the output is the one that the configuration names; hardware that fails is not replaced by a simulator', async () => {
  const config = (kind: 'simulator' | 'ws281x'): DriverConfig => ({
    strip: { pixels: 8, leave_out: [] },
    output: { kind, gpio: 18, chip: 'ws2812b', color_order: 'grb', frequency_khz: 800, invert: false },
    light: LIGHT,
    power: POWER,
    remote: { allow: ['off'] },
    scenes: new Map(),
    paths: { runtime_dir: '/a', state_dir: '/b' },
  });
  assert.equal((await openOutput(config('simulator'))).kind, 'simulator');
  assert.equal((await openOutput(config('simulator'))).hasWhite, false);
  const rgbw = { ...config('simulator').output, color_order: 'grbw' as const };
  assert.equal((await openOutput({ ...config('simulator'), output: rgbw })).hasWhite, true);
  if (process.env.GARLAND_TEST_STRIP === '1') return;
  await assert.rejects(openOutput(config('ws281x'), DRIVER), (error: Error & { exitCode: number }) => {
    assert.equal(error.name, 'OutputError');
    assert.equal(error.exitCode, isRoot ? 69 : 77);
    assert.match(
      error.message,
      isRoot
        ? /LED hardware can't be used on GPIO 18|rpi-ws281x-native can't be loaded/
        : /only root can drive the LED hardware/,
    );
    return true;
  });
});
