import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FRAME_MS } from './command-kit.ts';
import { FULL, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';
import { strobeArbitrary, strobeInsteadOf } from './strobes.ts';

test('a driver that starts gives light before a second has passed, and comes up softly', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  const { engine, clock, simulator } = engineKit(t, { isStateless: true, startedMs: 0 });
  engine.start();
  clock.advance(1_000 - FRAME_MS);
  assert.notEqual(simulator.shown[0], 0);
  let before = simulator.shown[0]! & 255;
  for (let ms = 0; ms < 500; ms += FRAME_MS) {
    clock.advance(FRAME_MS);
    const now = simulator.shown[0]! & 255;
    assert.ok(now - before <= 30, `from ${before} to ${now}`);
    before = now;
  }
  assert.equal(before, 255);
});

test('a still picture is shown in full, and then costs nothing, however much flashed before it', (t) => {
  const paint = strobeInsteadOf(t, 'fire');
  replaceAnimation(t, 'snow', solidAnimation(FULL, FULL, 0));
  fc.assert(
    fc.property(strobeArbitrary, fc.nat(1_000), (picture, waitMs) => {
      paint(picture);
      const { engine, clock, simulator, play } = engineKit(t, {
        isStateless: true,
        light: { crossfade_ms: 0 },
      });
      play('fire');
      engine.start();
      clock.advance(1_500 + waitMs);
      play('snow');
      clock.advance(4_000);
      assert.ok(simulator.shown.every((word) => word === 0xffff00));
      assert.equal(clock.pending, 0);
    }),
    { numRuns: 60 },
  );
});

test('the guard’s action is logged once a minute while it lasts', (t) => {
  strobeInsteadOf(t, 'fire');
  const { engine, clock, log, play } = engineKit(t, { isStateless: true });
  engine.start();
  clock.advance(3_000);
  assert.deepEqual(log.of('flash_limited'), []);
  play('fire');
  clock.advance(30_000);
  assert.deepEqual(log.of('flash_limited'), [{ event: 'flash_limited', id: 'fire' }]);
  clock.advance(60_000);
  assert.equal(log.of('flash_limited').length, 2);
  play('warm_white');
  clock.advance(600_000);
  assert.equal(log.of('flash_limited').length, 2);
});

test('the estimated current is that of the shown frame, also while the guard holds pixels', (t) => {
  strobeInsteadOf(t, 'fire');
  const { engine, clock, simulator, play } = engineKit(t, { isStateless: true, pixels: 10 });
  engine.start();
  play('fire');
  clock.advance(2_000);
  for (let n = 0; n < 50; n++) {
    clock.advance(FRAME_MS);
    const isLit = simulator.shown.some((word) => word !== 0);
    assert.equal(engine.state().estimatedMa > 10, isLit);
  }
});
