import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readDriverConfig } from '@garland/driver-config';
import { Installation } from '@garland/test-kit/installation';
import { type LedChip, SK6812W, WS2812B } from './chips.ts';
import { expectedFrames } from './expected-frames.ts';
import { assertFrames, assertHardwareReleased, darkFrame, framesOn } from './frame-assertions.ts';
import type { Tick } from './programs/record-ticks.ts';
import { startModelPi } from './start-model-pi.ts';

const RECORDER = fileURLToPath(new URL('./programs/record-ticks.js', import.meta.url));
const PIXELS = 40;
const FLASH_GUARD_START_MS = 1_500;

interface StripCase {
  readonly chip: LedChip;
  readonly order: 'grb' | 'grbw';
  readonly output: string;
}

const STRIPS: readonly StripCase[] = [
  { chip: WS2812B, order: 'grb', output: 'kind = "ws281x"' },
  { chip: SK6812W, order: 'grbw', output: 'kind = "ws281x"\nchip = "sk6812"\ncolor_order = "grbw"' },
];

for (const { chip, order, output } of STRIPS) {
  test(`a request with a token is on the wire of a ${chip.name} as the animation paints it, dithered, at the brightness that was set`, async (t) => {
    const pi = await startModelPi(t);
    // Dim enough for dithering to matter, and a power limit that has something to do.
    const installation = new Installation({ pixels: PIXELS, output, crossfadeMs: 0, budgetMa: 450 });
    t.after(() => installation.close());
    const ticksFile = installation.path('ticks.json');
    const driver = await installation.startDriver(['--import', RECORDER], {
      ...pi.env,
      TICKS_FILE: ticksFile,
    });
    const { url } = await installation.startGateway();
    const play = (id: string, headers = installation.authorization): Promise<Response> =>
      fetch(`${url}/v1/animations/${id}`, { method: 'POST', headers });

    while (!(await fetch(`${url}/healthz`)).ok) await sleep(50);
    assert.equal((await fetch(`${url}/v1/animations/snow`, { method: 'POST' })).status, 401);
    // The flash guard lets no light through in the first second, and the replay has no guard.
    await sleep(FLASH_GUARD_START_MS);
    const local = await installation.connectLocal();
    for (const [id, percent] of [
      ['twinkle', 70],
      ['rainbow', 100],
      ['warm_white', 20],
    ] as const) {
      assert.equal((await play(id)).status, 200);
      await local.call('SetBrightness', { percent });
      await sleep(1_200);
    }
    local.close();
    assert.equal(await driver.stop(), 0);

    const config = readDriverConfig(installation.driverConfig, {});
    const ticks = JSON.parse(readFileSync(ticksFile, 'utf8')) as Tick[];
    const shown = framesOn(pi.record, { pin: 18, chip, order });
    // The last frame may have waited for the wire when the strip was closed.
    const expected = expectedFrames(ticks, config).slice(0, shown.frames.length - 1);
    assert.ok(ticks.length - expected.length <= 1, `${ticks.length - expected.length} frames are missing`);
    assertFrames(shown, [...expected, darkFrame(PIXELS)]);
    assertHardwareReleased(pi.record);
    assert.deepEqual([...new Set(ticks.map(({ id }) => id))], ['off', 'twinkle', 'rainbow', 'warm_white']);
    assert.ok(new Set(expected.map(String)).size > 100, 'the picture moved');
    const levels = new Set(expected.flatMap((words) => [...words].map((word) => word & 255)));
    assert.ok(Math.max(...levels) > 100, 'and was lit');
  });
}
