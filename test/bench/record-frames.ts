import { Simulator } from '@garland/led-driver/output/simulator';
import { Crossfader } from '@garland/led-driver/render/crossfader';

/**
 * Loaded into the real driver (`node --import`), it notes when each frame is shown, and which of them is the first of a
 * new animation. The product itself knows nothing of this. Times are of the monotonic clock that all processes share.
 */
export interface FrameLog {
  readonly shownMs: readonly number[];
  readonly latchedMs: readonly number[];
  /** That wait at this moment. */
  readonly timers: number;
}

const shownMs: number[] = [];
const latchedMs: number[] = [];
let changed = false;

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const { show } = Simulator.prototype;
Simulator.prototype.show = function recorded(this: Simulator): void {
  show.call(this);
  const atMs = nowMs();
  shownMs.push(atMs);
  if (changed) latchedMs.push(atMs);
  changed = false;
};

const { fadeTo } = Crossfader.prototype;
Crossfader.prototype.fadeTo = function recorded(this: Crossfader, ...args: Parameters<typeof fadeTo>): void {
  fadeTo.apply(this, args);
  changed = true;
};

process.on('message', () => {
  const timers = process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate/.test(kind)).length;
  process.send?.({ shownMs: shownMs.splice(0), latchedMs: latchedMs.splice(0), timers });
});
process.channel?.unref();
