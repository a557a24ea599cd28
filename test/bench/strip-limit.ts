import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { frameJitter, minTickMs, startEmptyLoop, takeFrameLog } from './frame-log.ts';
import { cpuTimeNs, type Distribution } from './measure.ts';
import type { FrameLog } from './record-frames.ts';

export interface StripLimitResult {
  readonly pixels: number;
  readonly wireFps: number;
  readonly framesPerSecond: number;
  /** CPU time of all threads, as a share of one core. */
  readonly corePercent: number;
  /** The same for a loop that does nothing, right afterwards: the machine's own share, and its own jitter. */
  readonly empty: { readonly corePercent: number; readonly jitterMs: Distribution };
  readonly still: { readonly frames: number; readonly timers: number; readonly corePercent: number };
}

const FRAME_RECORDER = fileURLToPath(new URL('./record-frames.js', import.meta.url));
const FASTEST_FRAMES_PER_SECOND = 400;
const MOVING_MS = 5000;
const SETTLE_MS = 3000;
const STILL_MS = 3000;

/** CPU use of the driver alone: at the strip's own frame rate with the most expensive animation, and with a still picture. */
export async function measureStripLimit(pixels: number, dearest: string): Promise<StripLimitResult> {
  const installation = new Installation({
    pixels,
    animation: dearest,
    framesPerSecond: FASTEST_FRAMES_PER_SECOND,
  });
  try {
    const driver = await installation.startDriver(['--import', FRAME_RECORDER]);
    const tickMs = minTickMs(pixels);
    // At first, V8's compiler threads are busy.
    await sleep(SETTLE_MS);
    const moving = await sampleCpu(driver.child, MOVING_MS);
    const empty = await sampleEmptyLoop(tickMs);
    installation.runCli('play', 'warm_white', '--socket', installation.localSocket);
    await sleep(SETTLE_MS);
    const { frames, timers, corePercent } = await sampleCpu(driver.child, STILL_MS);
    return {
      pixels,
      wireFps: 1000 / tickMs,
      framesPerSecond: (moving.frames * 1000) / MOVING_MS,
      corePercent: moving.corePercent,
      empty,
      still: { frames, timers, corePercent },
    };
  } finally {
    await installation.close();
  }
}

async function sampleEmptyLoop(periodMs: number): Promise<StripLimitResult['empty']> {
  const child = startEmptyLoop(periodMs);
  try {
    await sleep(SETTLE_MS);
    const watched = await sampleCpu(child, MOVING_MS);
    return { corePercent: watched.corePercent, jitterMs: frameJitter(watched, periodMs) };
  } finally {
    child.kill();
  }
}

interface CpuSample extends FrameLog {
  readonly frames: number;
  readonly corePercent: number;
}

async function sampleCpu(child: ChildProcess, ms: number): Promise<CpuSample> {
  await takeFrameLog(child);
  const before = cpuTimeNs(child);
  await sleep(ms);
  const usedNs = cpuTimeNs(child) - before;
  const log = await takeFrameLog(child);
  return { ...log, frames: log.shownMs.length, corePercent: (usedNs / (ms * 1e6)) * 100 };
}
