import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TokenBucket } from '../src/index.ts';

test('a burst is let through at once, and then one more each time the rate allows', () => {
  const bucket = new TokenBucket(10, 3, 0);
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => bucket.take(now)),
    [0, 0, 0, 100],
  );
  assert.notEqual(bucket.take(99), 0);
  assert.equal(bucket.take(100), 0);
  assert.equal(bucket.take(100), 100);
});

test('a client that waits as long as it was asked to is admitted, however it asked before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { maxLength: 50 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 20 }),
      (waits, perSecond, burst) => {
        const bucket = new TokenBucket(perSecond, burst, 0);
        let nowMs = 0;
        for (const wait of waits) {
          nowMs += wait;
          const retryAfterMs = bucket.take(nowMs);
          if (retryAfterMs === 0) continue;
          nowMs += retryAfterMs;
          assert.equal(bucket.take(nowMs), 0);
        }
      },
    ),
  );
});

test('over any time no more get through than the burst and the rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 300 }), (waits) => {
      const bucket = new TokenBucket(20, 5, 0);
      let nowMs = 0;
      let taken = 0;
      for (const wait of waits) {
        nowMs += wait;
        if (bucket.take(nowMs) === 0) taken++;
        assert.ok(taken <= 5 + nowMs * 0.02 + 1e-9);
      }
    }),
  );
});

test('a clock that steps back gives nothing away', () => {
  const bucket = new TokenBucket(1, 1, 1_000);
  assert.equal(bucket.take(1_000), 0);
  assert.ok(bucket.take(0) > 0);
  assert.ok(bucket.take(500) > 0);
});
