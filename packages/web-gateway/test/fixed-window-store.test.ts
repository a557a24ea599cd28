import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FixedWindowStore } from '../src/http/fixed-window-store.ts';

const WINDOW_MS = 60_000;

function storeAt(maxKeys?: number): { store: FixedWindowStore; passMs(ms: number): void } {
  let nowMs = 5;
  const store = new FixedWindowStore(WINDOW_MS, () => nowMs, maxKeys);
  return {
    store,
    passMs: (ms) => {
      nowMs += ms;
    },
  };
}

test('a window begins with the first hit and ends when it is over, however often the key is hit', () => {
  const { store, passMs } = storeAt();
  for (let hits = 1; hits <= 60; hits++) {
    assert.equal(store.increment('a').totalHits, hits);
    assert.equal(store.remainingMs('a'), WINDOW_MS - (hits - 1) * 1_000);
    passMs(1_000);
  }
  assert.equal(store.increment('a').totalHits, 1);
  assert.equal(store.remainingMs('a'), WINDOW_MS);
});

test('each key has a window of its own', () => {
  const { store, passMs } = storeAt();
  store.increment('a');
  passMs(30_000);
  assert.equal(store.increment('b').totalHits, 1);
  passMs(30_000);
  assert.equal(store.increment('a').totalHits, 1);
  assert.equal(store.increment('b').totalHits, 2);
});

test('a hit that is taken back does not count, and none is taken back twice', () => {
  const { store } = storeAt();
  store.increment('a');
  store.increment('a');
  for (let i = 0; i < 5; i++) store.decrement('a');
  store.decrement('never seen');
  assert.equal(store.increment('a').totalHits, 1);
  store.resetKey('a');
  assert.equal(store.remainingMs('a'), 0);
});

test('windows that are over take no memory', () => {
  const { store, passMs } = storeAt();
  for (let i = 0; i < 500; i++) store.increment(`${i}`);
  passMs(WINDOW_MS);
  store.increment('a');
  assert.equal(store.size, 1);
});

test('there are no more windows than may be; the oldest makes room, not the busiest', () => {
  const { store, passMs } = storeAt(3);
  for (const key of ['a', 'b', 'c', 'a', 'd']) {
    store.increment(key);
    passMs(1);
  }
  assert.equal(store.size, 3);
  assert.equal(store.increment('b').totalHits, 2);
  assert.equal(store.increment('a').totalHits, 1);
  assert.equal(store.increment('d').totalHits, 2);
});

test('a memory without measure is not needed for a flood of addresses', () => {
  const store = new FixedWindowStore(WINDOW_MS);
  for (let i = 0; i < 50_000; i++) store.increment(`${i}`);
  assert.equal(store.size, 10_000);
});

test('the time of day means nothing to it', (t) => {
  const store = new FixedWindowStore(WINDOW_MS);
  store.increment('a');
  const startMs = Date.now();
  for (const hours of [2, -2]) {
    t.mock.method(Date, 'now', () => startMs + hours * 3_600_000);
    store.increment('a');
    assert.ok(store.remainingMs('a') > 0 && store.remainingMs('a') <= WINDOW_MS);
  }
  assert.equal(store.increment('a').totalHits, 4);
});
