import { systemClock } from '@garland/led-driver/clock';
import { RenderLoop } from '@garland/led-driver/render/render-loop';

/**
 * The driver's own loop with nothing to do, as a process of its own: what is left of a figure when all that Garland does is
 * taken away. How late it comes, and what of a core it takes, is the machine's doing.
 */
const shownMs: number[] = [];

new RenderLoop(systemClock, Number(process.argv[2]), () => {
  shownMs.push(systemClock.nowMs());
  return true;
}).start();

process.on('message', () => process.send?.({ shownMs: shownMs.splice(0), latchedMs: [], timers: 0 }));
