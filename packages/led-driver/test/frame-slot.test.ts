import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameSlot } from '../src/output/frame-slot.ts';

/** Both ends of a slot, as two threads have them. */
function ends(pixels: number): { giver: FrameSlot; taker: FrameSlot; into: Uint32Array } {
  const giver = FrameSlot.forPixels(pixels);
  return { giver, taker: new FrameSlot(giver.memory), into: new Uint32Array(pixels) };
}

test('a frame is taken as it was put, and the slot is free as soon as it is taken', () => {
  const { giver, taker, into } = ends(3);
  assert.equal(taker.begin(), true);
  for (const frame of [Uint32Array.of(1, 2, 3), Uint32Array.of(0xffffffff, 0, 5)]) {
    assert.equal(giver.full, false);
    giver.put(frame);
    assert.equal(giver.full, true);
    assert.equal(taker.take(into), true);
    assert.deepEqual(into, frame);
    assert.equal(giver.full, false);
  }
  assert.equal(giver.completed, 0);
  taker.complete();
  assert.equal(giver.completed, 1);
});

test('who is asked to close takes no frame any more, also none that waits', () => {
  const { giver, taker, into } = ends(1);
  taker.begin();
  giver.put(Uint32Array.of(7));
  giver.close();
  assert.equal(taker.take(into), false);
  assert.equal(taker.take(into), false);
  assert.deepEqual(into, Uint32Array.of(0));
  assert.equal(giver.waitForEnd(10), false);
  taker.end();
  assert.equal(giver.waitForEnd(10), true);
});

test('of a close before the beginning and the beginning, each side sees what it has to', () => {
  const late = ends(1);
  late.giver.close();
  assert.equal(late.giver.begun, false);
  assert.equal(late.taker.begin(), false);
  const early = ends(1);
  assert.equal(early.taker.begin(), true);
  early.giver.close();
  assert.equal(early.giver.begun, true);
});
