import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RenderLoop } from '../src/render/render-loop.ts';
import { FakeClock } from './fake-clock.ts';

const HOUR_MS = 3_600_000;

interface Recording {
  readonly clock: FakeClock;
  readonly loop: RenderLoop;
  readonly ticksMs: number[];
  readonly dtsS: number[];
}

function record(
  periodMs: number,
  clock = new FakeClock(),
  more: (tick: number) => boolean = () => true,
): Recording {
  const ticksMs: number[] = [];
  const dtsS: number[] = [];
  const loop = new RenderLoop(clock, periodMs, (dtS) => {
    ticksMs.push(clock.nowMs());
    dtsS.push(dtS);
    return more(ticksMs.length);
  });
  return { clock, loop, ticksMs, dtsS };
}

test('ticks stay on their grid for an hour, however long the period', () => {
  const periods = fc.double({ min: 2.5, max: 1000, noNaN: true });
  fc.assert(
    fc.property(periods, (periodMs) => {
      const { clock, loop, ticksMs } = record(periodMs);
      loop.start();
      clock.advance(HOUR_MS / 60);
      assert.ok(Math.abs(HOUR_MS / 60 / periodMs - ticksMs.length) <= 1, `${ticksMs.length} ticks`);
      for (const [i, ms] of ticksMs.entries()) {
        assert.ok(Math.abs(ms - i * periodMs) < 1e-6, `tick ${i} at ${ms}`);
      }
    }),
    { numRuns: 20 },
  );
  const { clock, loop, ticksMs } = record(1000 / 60);
  loop.start();
  clock.advance(HOUR_MS);
  assert.ok(Math.abs(ticksMs.length - 60 * 3600) <= 1);
});

test('timers that fire a little early or late neither add a tick nor lose one', () => {
  const jitter = fc.infiniteStream(fc.double({ min: -1, max: 3, noNaN: true }));
  fc.assert(
    fc.property(jitter, fc.constantFrom(4, 1000 / 60, 40.3), (lateness, periodMs) => {
      const clock = new FakeClock(() => lateness.next().value);
      const { loop, ticksMs } = record(periodMs, clock);
      loop.start();
      clock.advance(200 * periodMs);
      assert.ok(Math.abs(ticksMs.length - 200) <= 2, `${ticksMs.length} ticks`);
    }),
    { numRuns: 50 },
  );
});

test('a tick gets the time since the last one', () => {
  const { clock, loop, dtsS, ticksMs } = record(20);
  loop.start();
  clock.advance(1000);
  assert.equal(dtsS[0], 0);
  for (const [i, dtS] of dtsS.entries()) {
    if (i > 0) assert.ok(Math.abs(dtS - (ticksMs[i]! - ticksMs[i - 1]!) / 1000) < 1e-9);
  }
});

test('after a stall there is one tick with a clamped dt, and no burst to catch up', () => {
  const { clock, loop, ticksMs, dtsS } = record(20);
  loop.start();
  clock.advance(200);
  const before = ticksMs.length;
  clock.stall(10 * 60_000);
  clock.advance(0);
  assert.equal(ticksMs.length, before + 1);
  assert.equal(dtsS.at(-1), 0.1);
  clock.advance(1000);
  assert.equal(ticksMs.length, before + 1 + 50);
  assert.ok(dtsS.slice(before + 1).every((dtS) => dtS <= 0.021));
});

test('a slow rate is not taken for a stall', () => {
  const { clock, loop, dtsS } = record(1000);
  loop.start();
  clock.advance(10_000);
  assert.ok(Math.abs(dtsS.reduce((sum, dtS) => sum + dtS, 0) - 10) < 1e-9);
});

test('a tick that needs longer than a period leaves out the lines it missed', () => {
  const clock = new FakeClock();
  const { loop, ticksMs } = record(20, clock, () => {
    clock.stall(50);
    return true;
  });
  loop.start();
  clock.advance(600);
  assert.deepEqual(ticksMs.slice(0, 4), [0, 60, 120, 180]);
});

test('it stops by itself when there is no more to show, and leaves no timer', () => {
  const { clock, loop, ticksMs } = record(20, new FakeClock(), (tick) => tick < 3);
  loop.start();
  clock.advance(1000);
  assert.equal(ticksMs.length, 3);
  assert.equal(clock.pending, 0);
  assert.equal(loop.isRunning, false);
});

test('after an idle time it starts at once, and the idle time does not count', () => {
  const { clock, loop, ticksMs, dtsS } = record(20, new FakeClock(), () => false);
  loop.start();
  clock.advance(60_000);
  loop.start();
  clock.advance(0);
  assert.deepEqual(ticksMs, [0, 60_000]);
  assert.deepEqual(dtsS, [0, 0]);
});

test('starting it while it runs changes nothing', () => {
  const { clock, loop, ticksMs } = record(20);
  for (let ms = 0; ms < 1000; ms += 5) {
    loop.start();
    clock.advance(5);
  }
  assert.equal(ticksMs.length, 51);
  assert.equal(clock.pending, 1);
});

test('being started from within a tick brings one more tick, and never a second timer', () => {
  const clock = new FakeClock();
  const ticks: number[] = [];
  const loop = new RenderLoop(clock, 20, () => {
    if (ticks.push(clock.nowMs()) === 3) loop.start();
    return ticks.length < 3;
  });
  loop.start();
  clock.advance(1000);
  assert.deepEqual(ticks, [0, 20, 40, 60]);
  assert.equal(clock.pending, 0);
});

test('stopped from within a tick or between two, it stays stopped', () => {
  for (const within of [true, false]) {
    const { clock, loop, ticksMs } = record(20, new FakeClock(), (tick) => {
      if (within && tick === 3) loop.stop();
      return true;
    });
    loop.start();
    clock.advance(50);
    if (!within) loop.stop();
    clock.advance(1000);
    assert.equal(ticksMs.length, 3);
    assert.equal(clock.pending, 0);
  }
});

test('a new period holds at once, also while a long one waits', () => {
  const { clock, loop, ticksMs } = record(1000);
  loop.start();
  clock.advance(100);
  loop.periodMs = 20;
  clock.advance(1000);
  assert.equal(ticksMs.length, 1 + 50);
  loop.periodMs = 500;
  clock.advance(1000);
  assert.equal(ticksMs.length, 1 + 50 + 2);
  assert.equal(clock.pending, 1);
});

test('a tick that is not ready comes as soon as it is, with all the time that has passed', () => {
  const clock = new FakeClock();
  const ticks: (readonly [atMs: number, dtS: number])[] = [];
  let ready = true;
  const loop = new RenderLoop(
    clock,
    20,
    (dtS) => {
      ticks.push([clock.nowMs(), dtS]);
      return ticks.length < 4;
    },
    () => ready,
  );
  loop.start();
  clock.advance(20);
  ready = false;
  clock.advance(49);
  // Also what was asked for while nothing was ready comes, once.
  loop.start();
  assert.equal(clock.pending, 1);
  ready = true;
  clock.advance(1000);
  // It looked again every eighth of a period; the grid is where it was.
  assert.deepEqual(ticks, [
    [0, 0],
    [20, 0.02],
    [70, 0.05],
    [80, 0.01],
  ]);
  assert.equal(clock.pending, 0);
});

test('a strip that takes a little longer than its period is never kept waiting', () => {
  const clock = new FakeClock();
  const takesMs = 2.4;
  let freeAtMs = 0;
  let frames = 0;
  let idleMs = 0;
  // One frame is on the wire, and one can wait for it.
  let waiting = false;
  const next = (): void => {
    idleMs += Math.max(0, clock.nowMs() - freeAtMs);
    freeAtMs = Math.max(clock.nowMs(), freeAtMs) + takesMs;
    waiting = false;
    frames++;
  };
  const loop = new RenderLoop(
    clock,
    2.08,
    () => {
      waiting = true;
      clock.after(Math.max(0, freeAtMs - clock.nowMs()), next);
      return true;
    },
    () => !waiting,
  );
  loop.start();
  clock.advance(10_000);
  assert.ok(idleMs < 10, `${idleMs} ms of ten seconds`);
  assert.ok(Math.abs(frames - 10_000 / takesMs) < 5, `${frames} frames`);
});
