/*
 * Every trap of the addon has two tests: one that walks into it, so that we know that it is there and would notice when it
 * is gone, and one that shows what keeps the driver out of it.
 */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { checkOutputConfig } from '@garland/driver-config';
import { hardwareWarnings } from '@garland/led-driver/output/hardware-warnings';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { ProblemReport } from '@garland/toml';
import { SK6812W, WS2812B } from './chips.ts';
import { decodeLine } from './decode-line.ts';
import { darkFrame, framesOn } from './frame-assertions.ts';
import type { ModelPi, ModelPiOptions } from './model-pi.ts';
import { levelsOn } from './pin-levels.ts';
import type { AddonStep, CallAddonSettings } from './programs/call-addon.ts';
import type { OutputStep } from './programs/call-output.ts';
import { randomFrames } from './random-frames.ts';
import { type RunResult, runProgramOn } from './run-on-model.ts';
import { startModelPi } from './start-model-pi.ts';

const PIXELS = 20;
const STRIP = { pin: 18, chip: WS2812B, order: 'grb' };
const INIT = {
  dma: 10,
  freq: 800_000,
  channels: [
    { gpio: 18, count: PIXELS, stripType: 'ws2811-grb' },
    { gpio: 0, count: 0 },
  ],
};
const OUTPUT: OutputSettings = {
  pixels: PIXELS,
  gpio: 18,
  chip: 'ws2812b',
  color_order: 'grb',
  frequency_khz: 800,
  invert: false,
};
const WHITE = new Uint32Array(PIXELS).fill(0xffffff);

interface ModelRun extends RunResult {
  readonly pi: ModelPi;
}

async function callAddon(
  t: TestContext,
  steps: readonly AddonStep[],
  settings: Omit<CallAddonSettings, 'steps'> = { init: INIT },
  options: ModelPiOptions = {},
): Promise<ModelRun> {
  const pi = await startModelPi(t, options);
  return { pi, ...(await runProgramOn(pi, 'call-addon', { steps, ...settings })) };
}

async function callOutput(
  t: TestContext,
  steps: readonly OutputStep[],
  change: Partial<OutputSettings> = {},
  options: ModelPiOptions = {},
): Promise<ModelRun> {
  const pi = await startModelPi(t, options);
  return { pi, ...(await runProgramOn(pi, 'call-output', { steps, output: { ...OUTPUT, ...change } })) };
}

describe('calls in the wrong order', () => {
  const unknownBoard: ModelPiOptions = { revision: 'c04170' };
  const noMailbox: ModelPiOptions = { missing: ['/dev/vcio'] };
  const deadly: readonly (readonly [AddonStep[], ModelPiOptions])[] = [
    [['render'], {}],
    [['finalize'], {}],
    [['init', 'finalize', 'finalize'], {}],
    [['init', 'finalize'], unknownBoard],
    [['init', 'finalize'], noMailbox],
  ];
  for (const [steps, options] of deadly) {
    test(`the addon takes the process down: ${steps.join(', ')} ${JSON.stringify(options)}`, async (t) => {
      const { exitStatus } = await callAddon(t, steps, { init: INIT }, options);
      assert.equal(exitStatus, 'SIGSEGV');
    });
  }

  test('the addon renders no more after it was finalized', async (t) => {
    const { exitStatus, stdout } = await callAddon(t, ['init', 'finalize', 'render']);
    assert.deepEqual([exitStatus, stdout], [0, 'render: Error: setChannelData(): channel not ready\n']);
  });

  test('ours refuses them one by one, and goes on', async (t) => {
    const { exitStatus, stdout, pi } = await callOutput(t, [
      'open',
      'close',
      'close',
      'show',
      'close',
      'open',
      'show',
      'close',
    ]);
    assert.deepEqual([exitStatus, stdout], [0, 'show: OutputError: the strip is closed\n']);
    assert.equal(pi.record.blocksOutstanding, 0);
    for (const options of [unknownBoard, noMailbox]) {
      const failed = await callOutput(t, ['open', 'show', 'close'], {}, options);
      assert.equal(failed.exitStatus, 0);
      assert.match(failed.stdout, /^open: OutputError: the LED hardware can't be used on GPIO 18: /);
      assert.equal(/\/dev\/vcio is missing, .*Raspberry Pi OS/.test(failed.stdout), options === noMailbox);
    }
  });
});

describe('the DMA channel', () => {
  test('is that of the SD card by default', async (t) => {
    const { pi } = await callAddon(t, ['init', 'render', 'finalize'], { init: { channels: INIT.channels } });
    assert.deepEqual(
      pi.record.transfers.map(({ dma }) => dma),
      [5],
    );
  });

  test('is 10 with ours', async (t) => {
    const { pi } = await callOutput(t, ['open', 'show', 'close']);
    assert.deepEqual([...new Set(pi.record.transfers.map(({ dma }) => dma))], [10]);
  });
});

describe('GPIO 13', () => {
  test('is switched to PWM by the simple way to start the addon, whatever is connected there', async (t) => {
    const { pi } = await callAddon(t, ['simple', 'finalize']);
    assert.equal(pi.record.pinFunction(13), 'alt0');
  });

  test('is left alone by ours, as all pins are but the strip’s', async (t) => {
    for (const [gpio, alternative] of [
      [18, 'alt5'],
      [12, 'alt0'],
      [21, 'alt0'],
      [10, 'alt0'],
    ] as const) {
      const { pi, exitStatus, stdout } = await callOutput(t, ['open', 'show', 'close'], { gpio });
      assert.deepEqual([exitStatus, stdout], [0, '']);
      const touched = pi.record.eventsOf('gpio').map(({ pin }) => pin);
      assert.deepEqual([...new Set(touched)], [gpio]);
      assert.equal(pi.record.pinFunction(gpio), alternative);
    }
  });
});

describe('brightness and array of a channel', () => {
  test('a brightness of 256 is dark, and an array put in the place of the first is ignored', async (t) => {
    const { pi } = await callAddon(t, [
      'init',
      'brightness 256',
      'light',
      'render',
      'another array',
      'render',
      'finalize',
    ]);
    // 255 × (0 + 1) / 256.
    assert.deepEqual(framesOn(pi.record, STRIP).frames, [darkFrame(PIXELS), darkFrame(PIXELS)]);
    const { pi: other } = await callAddon(t, ['init', 'light', 'another array', 'render', 'finalize']);
    assert.deepEqual(framesOn(other.record, STRIP).frames, [WHITE]);
  });

  test('ours shows all 256 levels, from an array that can not be exchanged', async (t) => {
    const { pi } = await callOutput(t, ['open', 'light', 'show', 'close']);
    assert.deepEqual(framesOn(pi.record, STRIP).frames, [WHITE, darkFrame(PIXELS)]);
  });
});

describe('what is left behind', () => {
  test('without finalize the strip stays lit, the PWM runs, and the VideoCore never gets its memory back', async (t) => {
    const { pi } = await callAddon(t, ['init', 'light', 'render']);
    const { record } = pi;
    assert.deepEqual(framesOn(record, STRIP).frames, [WHITE]);
    assert.deepEqual(
      [record.blocksOutstanding, record.isRunning('pwm'), record.clockHz('pwm')],
      [1, true, 2_400_000],
    );
  });

  test('finalize alone leaves the strip lit', async (t) => {
    const { pi } = await callAddon(t, ['init', 'light', 'render', 'finalize']);
    assert.deepEqual(framesOn(pi.record, STRIP).frames, [WHITE]);
  });

  test('ours darkens the strip, then stops PWM and clock, then gives the memory back', async (t) => {
    const { pi } = await callOutput(t, ['open', 'light', 'show', 'close']);
    const names = pi.record.events.map((event) => {
      if (event.event === 'memory') return event.call;
      if (event.event === 'serialiser') return event.runs ? 'start' : 'stop';
      if (event.event === 'clock') return event.hz ? 'clock on' : 'clock off';
      return event.event;
    });
    // Events that the model sees at once are recorded in an order of its own.
    const before = names.slice(0, 5);
    assert.deepEqual(
      [...before.slice(0, 2), ...before.slice(2).sort()],
      ['allocate', 'lock', 'clock on', 'gpio', 'start'],
    );
    assert.deepEqual(names.slice(5, 7), ['transfer', 'transfer']);
    assert.deepEqual(names.slice(7, 9).sort(), ['clock off', 'stop']);
    assert.deepEqual(names.slice(9), ['unlock', 'release']);
    assert.deepEqual(framesOn(pi.record, STRIP).frames.at(-1), darkFrame(PIXELS));
  });
});

describe('an inverting level shifter', () => {
  for (const [gpio, by] of [
    [21, 'PCM'],
    [10, 'SPI'],
  ] as const) {
    test(`hides the end of each frame from the strip when the addon inverts by ${by}`, async (t) => {
      const channels = [{ ...INIT.channels[0], gpio, invert: true }, INIT.channels[1]!];
      const { pi } = await callAddon(t, ['init', 'light', 'render', 'light', 'render', 'finalize'], {
        init: { ...INIT, channels },
      });
      const reading = decodeLine(levelsOn(pi.record, gpio, true), WS2812B);
      assert.deepEqual(reading.frames, []);
      assert.match(reading.problems.join(), /bits were never shown/);
    });
  }

  test('is refused by the configuration there, and taken where PWM inverts the pause, too', () => {
    const problems = (gpio: number): unknown[] => {
      const report = new ProblemReport();
      checkOutputConfig({ kind: 'ws281x', ...OUTPUT, gpio, invert: true }, report);
      return report.problems.map(({ key }) => key);
    };
    assert.deepEqual([21, 10, 18, 12].map(problems), [['output.invert'], ['output.invert'], [], []]);
  });
});

describe('a long strip on SPI', () => {
  const long = { ...OUTPUT, gpio: 10, pixels: 340 };

  test('is begun and then refused by the addon, with its first frame', async (t) => {
    const channels = [{ ...INIT.channels[0], gpio: 10, count: 340 }, INIT.channels[1]!];
    const { stdout } = await callAddon(t, ['init', 'render', 'finalize'], { init: { ...INIT, channels } });
    assert.equal(stdout, 'render: Error: SPI transfer error\n');
  });

  test('is refused by ours before it begins, and one that is a pixel shorter is lit', async (t) => {
    const refused = await callOutput(t, ['open'], long);
    assert.match(refused.stdout, /^open: OutputError: 340 pixels take 4104 bytes on SPI \(GPIO 10\)/);
    assert.deepEqual(refused.pi.record.events, []);
    const lit = await callOutput(t, ['open', 'light', 'show', 'close'], { ...long, pixels: 339 });
    assert.equal(lit.stdout, '');
    assert.equal(lit.pi.record.transfers.length, 2);
  });
});

test('SPI that is not switched on is refused by ours with what switches it on', async (t) => {
  const { stdout, pi } = await callOutput(t, ['open'], { gpio: 10 }, { missing: ['/dev/spidev0.0'] });
  assert.match(stdout, /^open: OutputError: .*GPIO 10: Unable to initialize SPI .*"dtparam=spi=on"/);
  assert.deepEqual(pi.record.events, []);
});

describe('names of strip types', () => {
  const typed = (stripType: string): typeof INIT => ({
    ...INIT,
    channels: [{ gpio: 18, count: PIXELS, stripType }, INIT.channels[1]!],
  });

  test('the addon’s sk6812w is not GRBW', async (t) => {
    const { pi } = await callAddon(t, ['init', 'four colours', 'render', 'finalize'], {
      init: typed('sk6812w'),
    });
    const seen = (order: string): number | undefined =>
      framesOn(pi.record, { pin: 18, chip: SK6812W, order }).frames[0]?.[0];
    assert.equal(seen('gbrw'), 0x11223344);
    assert.notEqual(seen('grbw'), 0x11223344);
  });

  test('an unknown name is an obscure TypeError, after which a finalize is deadly', async (t) => {
    const { exitStatus, stdout } = await callAddon(t, ['init', 'finalize'], { init: typed('ws2812b') });
    assert.match(stdout, /TypeError: setChannelParam\(\): expected argument 3 to be the value/);
    assert.equal(exitStatus, 'SIGSEGV');
  });

  test('an unknown key is one, too', async (t) => {
    const channels = [{ ...INIT.channels[0], colour: 'grb' }, INIT.channels[1]!];
    const { stdout } = await callAddon(t, ['init'], { init: { ...INIT, channels } });
    assert.match(stdout, /TypeError: setChannelParam\(\): expected argument 2 to be the parameter-id/);
  });
});

describe('colour orders', () => {
  test('ours sends white last, and the others as they are called', async (t) => {
    const pi = await startModelPi(t);
    const output = { ...OUTPUT, chip: 'sk6812', color_order: 'grbw' };
    await runProgramOn(pi, 'play-output', { output, seed: 9, frames: 1 });
    const { frames } = framesOn(pi.record, { pin: 18, chip: SK6812W, order: 'grbw' });
    assert.deepEqual(frames, [...randomFrames(9, 4, PIXELS, 1), darkFrame(PIXELS)]);
  });
});

describe('render', () => {
  const long = { init: { ...INIT, channels: [{ ...INIT.channels[0], count: 1000 }, INIT.channels[1]!] } };

  test('the addon’s blocks until the frame before is on the strip', async (t) => {
    const { stdout } = await callAddon(t, ['init', 'render', 'render', 'print times', 'finalize'], long);
    assert.ok(Number(stdout) > 30, `${stdout} ms`);
  });
});

describe('a DMA error', () => {
  test('is for ever, and keeps the addon from giving anything back; ours ends, and says why', async (t) => {
    const pi = await startModelPi(t);
    pi.breakDma();
    const { stdout } = await runProgramOn(pi, 'call-addon', {
      steps: ['init', 'render', 'render', 'finalize'],
      init: INIT,
    });
    assert.equal(stdout, 'render: Error: DMA error\nfinalize: Error: DMA error\n');
    assert.equal(pi.record.blocksOutstanding, 1);
    const other = await startModelPi(t);
    other.breakDma();
    const { exitStatus, stderr } = await runProgramOn(other, 'play-output', {
      output: OUTPUT,
      seed: 1,
      frames: 5,
    });
    assert.equal(exitStatus, 1);
    assert.match(stderr, /OutputError: the LED hardware refused a frame: DMA error/);
  });
});

describe('finalize on a 64-bit machine', {
  skip: process.arch.endsWith('64') ? false : 'this is none',
}, () => {
  test('unmaps addresses that were never the addon’s', async (t) => {
    const { pi } = await callAddon(t, ['init', 'finalize']);
    assert.equal(pi.strayUnmaps.length, 5);
  });

  test('is warned of where it may hit something: a Node at fixed addresses', () => {
    const at = (address: string): string[] =>
      hardwareWarnings(
        { kind: 'ws281x', gpio: 18 },
        (path) => Buffer.from(path.endsWith('maps') ? address : ''),
        'arm64',
      );
    assert.equal(at('00400000-00401000 r-xp').length, 1);
    assert.deepEqual(at('aaaad0400000-aaaad0401000 r-xp'), []);
  });
});
