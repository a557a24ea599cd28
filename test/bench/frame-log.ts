import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { frameDurationMs } from '@garland/led-driver/output/frame-timing';
import { type Distribution, distribution } from './measure.ts';
import type { FrameLog } from './record-frames.ts';

const EMPTY_LOOP_SCRIPT = fileURLToPath(new URL('./empty-loop.js', import.meta.url));
/** `Nice=` of garland-driver.service. */
const DRIVER_NICE = -5;

/** The shortest time between two frames of the strip that is measured: three colours, 800 kHz. */
export function minTickMs(pixels: number): number {
  return frameDurationMs({ pixels, color_order: 'grb', frequency_khz: 800 });
}

/** What a process has shown since it was last asked. */
export async function takeFrameLog(child: ChildProcess): Promise<FrameLog> {
  child.send('frames');
  const [log] = (await once(child, 'message')) as [FrameLog];
  return log;
}

/** How far the time between two frames is from a tick. */
export function frameJitter({ shownMs }: FrameLog, tickMs: number): Distribution {
  return distribution(shownMs.slice(1).map((atMs, i) => Math.abs(atMs - (shownMs[i] ?? 0) - tickMs)));
}

/** The driver's own loop with nothing to do: what the machine itself takes, and how late it is. */
export function startEmptyLoop(tickMs: number): ChildProcess {
  return raisePriority(fork(EMPTY_LOOP_SCRIPT, [String(tickMs)]));
}

/** At the priority that the driver has in its service. Ordinary users may not. */
export function raisePriority(child: ChildProcess): ChildProcess {
  if (process.getuid?.() === 0 && child.pid) setPriority(child.pid, DRIVER_NICE);
  return child;
}
