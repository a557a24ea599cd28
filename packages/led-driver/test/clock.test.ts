import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../src/clock.ts';

/** The monotonic times at which the callbacks of these came, in the order in which they came. */
function arrivals(duesMs: readonly number[]): Promise<{ dueMs: number; atMs: number }[]> {
  const came: { dueMs: number; atMs: number }[] = [];
  return new Promise((resolve) => {
    for (const dueMs of duesMs) {
      systemClock.at(dueMs, () => {
        if (came.push({ dueMs, atMs: systemClock.nowMs() }) === duesMs.length) resolve(came);
      });
    }
  });
}

test('a moment is never called before it is there, however it lies between the milliseconds', async () => {
  const nowMs = systemClock.nowMs();
  const dues = Array.from({ length: 40 }, (_, i) => nowMs + 5 + i * 1.37);
  for (const { dueMs, atMs } of await arrivals(dues)) {
    assert.ok(atMs >= dueMs, `${dueMs - atMs} ms early`);
  }
});

test('a moment that has passed is called as soon as the current work is done, and not within it', async () => {
  let working = true;
  const called = new Promise<boolean>((resolve) => {
    systemClock.at(systemClock.nowMs() - 100, () => resolve(working));
  });
  working = false;
  assert.equal(await called, false);
});

test('a moment that was called off never comes: at once, or while it is near', async () => {
  const called: string[] = [];
  const nowMs = systemClock.nowMs();
  const atOnce = systemClock.at(nowMs + 3, () => called.push('at once'));
  const later = systemClock.at(nowMs + 10, () => called.push('later'));
  atOnce();
  systemClock.at(nowMs + 5, later);
  await arrivals([nowMs + 20]);
  assert.deepEqual(called, []);
});
