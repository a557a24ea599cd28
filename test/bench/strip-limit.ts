import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { wireTimeMs } from '@garland/led-driver/output/output';
import type { Daemon } from '../support/daemon.ts';
import { House } from '../support/house.ts';
import type { FrameLog } from './record-frames.ts';

export interface StripLimitFigures {
  readonly pixels: number;
  readonly wireFps: number;
  readonly framesPerSecond: number;
  /** Time on a processor, all threads together, as a share of one core. */
  readonly corePercent: number;
  readonly still: { readonly frames: number; readonly timers: number; readonly corePercent: number };
}

const RECORDER = fileURLToPath(new URL('./record-frames.js', import.meta.url));
const FASTEST_FRAMES_PER_SECOND = 400;
const MOVING_MS = 5000;
const SETTLE_MS = 3000;
const STILL_MS = 3000;

/** What the driver alone costs as fast as the strip can go, with the dearest animation; and with a picture that stands. */
export async function measureAtStripLimit(pixels: number, dearest: string): Promise<StripLimitFigures> {
  const house = new House({ pixels, animation: dearest, framesPerSecond: FASTEST_FRAMES_PER_SECOND });
  try {
    const driver = await house.startDriver(['--import', RECORDER]);
    // The compiler is a thread, too, and busy at first.
    await sleep(SETTLE_MS);
    const moving = await watch(driver, MOVING_MS);
    house.garland('play', 'warm_white', '--socket', house.path('local.sock'));
    await sleep(SETTLE_MS);
    const { frames, timers, corePercent } = await watch(driver, STILL_MS);
    return {
      pixels,
      wireFps: 1000 / wireTimeMs(pixels),
      framesPerSecond: (moving.frames * 1000) / MOVING_MS,
      corePercent: moving.corePercent,
      still: { frames, timers, corePercent },
    };
  } finally {
    await house.close();
  }
}

async function watch(
  driver: Daemon,
  ms: number,
): Promise<{ frames: number; timers: number; corePercent: number }> {
  await ask(driver);
  const before = processorNs(driver.pid);
  await sleep(ms);
  const usedNs = processorNs(driver.pid) - before;
  const { shownMs, timers } = await ask(driver);
  return { frames: shownMs.length, timers, corePercent: (usedNs / (ms * 1e6)) * 100 };
}

async function ask(driver: Daemon): Promise<FrameLog> {
  driver.child.send('frames');
  const [log] = (await once(driver.child, 'message')) as [FrameLog];
  return log;
}

/** Linux counts it by thread, to the nanosecond. */
function processorNs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, ns) => sum + ns, 0);
}
