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
  assert.equal(taker.beginTaking(), true);
  for (const frame of [Uint32Array.of(1, 2, 3), Uint32Array.of(0xffffffff, 0, 5)]) {
    assert.equal(giver.isFull, false);
    giver.putFrame(frame);
    assert.equal(giver.isFull, true);
    assert.equal(taker.takeFrame(into), true);
    assert.deepEqual(into, frame);
    assert.equal(giver.isFull, false);
  }
  assert.equal(giver.completed, 0);
  taker.markCompleted();
  assert.equal(giver.completed, 1);
});

test('a taker that is asked to close takes no more frames, not even a waiting one', () => {
  const { giver, taker, into } = ends(1);
  taker.beginTaking();
  giver.putFrame(Uint32Array.of(7));
  giver.requestClose();
  assert.equal(taker.takeFrame(into), false);
  assert.equal(taker.takeFrame(into), false);
  assert.deepEqual(into, Uint32Array.of(0));
  assert.equal(giver.waitForEnd(10), false);
  taker.endTaking();
  assert.equal(giver.waitForEnd(10), true);
});

test('a close before the beginning is seen by both sides', () => {
  const late = ends(1);
  late.giver.requestClose();
  assert.equal(late.giver.hasBegun, false);
  assert.equal(late.taker.beginTaking(), false);
  const early = ends(1);
  assert.equal(early.taker.beginTaking(), true);
  early.giver.requestClose();
  assert.equal(early.giver.hasBegun, true);
});
