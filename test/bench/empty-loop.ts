import { systemClock } from '@garland/led-driver/clock';
import { RenderLoop } from '@garland/led-driver/render/render-loop';

/**
 * The driver's render loop with nothing to do, as a process: its jitter and CPU time are the machine's own share of the
 * driver's figures.
 */
const shownMs: number[] = [];

new RenderLoop(systemClock, Number(process.argv[2]), () => {
  shownMs.push(systemClock.nowMs());
  return true;
}).start();

process.on('message', () => process.send?.({ shownMs: shownMs.splice(0), latchedMs: [], timers: 0 }));
