import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIGHT, POWER } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';
import { CLOCK_JUMP_MS, MINUTE_MS, playingId, restartTree, startTree } from './scene-kit.ts';

test('a jump of decades while a scene plays neither ends nor prolongs it', (t) => {
  for (const jumpMs of [CLOCK_JUMP_MS, -CLOCK_JUMP_MS]) {
    const kit = startTree(t);
    kit.play('cosy');
    kit.clock.advance(10 * MINUTE_MS);
    kit.clock.jumpWall(jumpMs);
    kit.clock.advance(35 * MINUTE_MS - 1);
    assert.equal(playingId(kit), 'cosy');
    kit.clock.advance(1);
    assert.equal(playingId(kit), 'off');
  }
});

test('a jump during a bell shifts the hour beneath it too', (t) => {
  const kit = startTree(t);
  kit.play('cosy');
  kit.clock.advance(10 * MINUTE_MS);
  kit.play('bell', 'remote');
  kit.clock.jumpWall(CLOCK_JUMP_MS);
  kit.clock.advance(20_000);
  assert.equal(playingId(kit), 'cosy');
  kit.clock.advance(35 * MINUTE_MS - 20_001);
  assert.equal(playingId(kit), 'cosy');
  kit.clock.advance(1);
  assert.equal(playingId(kit), 'off');
});

test('after a jump the state shows the right end within a minute', (t) => {
  const kit = startTree(t);
  kit.play('cosy');
  kit.clock.jumpWall(CLOCK_JUMP_MS);
  kit.clock.advance(MINUTE_MS);
  const { since, until } = kit.engine.state();
  const leftMs = Date.parse(until ?? '') - kit.clock.wallTime().valueOf();
  assert.equal(leftMs, 44 * MINUTE_MS);
  assert.equal(Date.parse(until ?? '') - Date.parse(since), 45 * MINUTE_MS);
});

test('gradual adjustments of the clock move the end with them and are not jumps', (t) => {
  const kit = startTree(t);
  kit.play('cosy');
  for (let minute = 0; minute < 44; minute++) {
    kit.clock.advance(MINUTE_MS);
    kit.clock.jumpWall(100);
  }
  assert.equal(kit.engine.state().until, '2025-12-24T18:45:00.000Z');
  kit.clock.advance(MINUTE_MS);
  assert.equal(playingId(kit), 'off');
});

test('a scene that was chosen in 1970 lasts its full time, also over a restart in the right year', (t) => {
  for (const orderly of [true, false]) {
    const clock = new FakeClock();
    clock.jumpWall(-CLOCK_JUMP_MS);
    const first = startTree(t, { clock });
    first.play('cosy');
    clock.advance(10_000);
    clock.jumpWall(CLOCK_JUMP_MS);
    // A power cut must not come before the jump has been noticed; a restart in good order can.
    clock.advance(orderly ? 1_000 : MINUTE_MS);
    const second = restartTree(t, first, { orderly });
    assert.equal(playingId(second), 'cosy');
    second.clock.advance(43 * MINUTE_MS);
    assert.equal(playingId(second), 'cosy');
    second.clock.advance(2 * MINUTE_MS);
    assert.equal(playingId(second), 'off');
  }
});

test('a Pi that starts in 1970 restarts a scene’s time, and no jump shortens it', (t) => {
  const first = startTree(t);
  first.play('cosy');
  first.clock.advance(30 * MINUTE_MS);
  const second = restartTree(t, first, { jumpMs: -CLOCK_JUMP_MS, orderly: false });
  assert.equal(playingId(second), 'cosy');
  second.clock.advance(20_000);
  second.clock.jumpWall(CLOCK_JUMP_MS);
  second.clock.advance(45 * MINUTE_MS - 20_001);
  assert.equal(playingId(second), 'cosy');
  second.clock.advance(1);
  assert.equal(playingId(second), 'off');
});

test('a Pi that starts in 1970 leaves a selection without an end, and its start, alone', (t) => {
  const first = startTree(t);
  first.play('snow');
  const { since } = first.engine.state();
  const second = restartTree(t, first, { jumpMs: -CLOCK_JUMP_MS });
  assert.deepEqual([playingId(second), second.engine.state().since], ['snow', since]);
});

test('no number of jumps and restarts ends a scene before its time', (t) => {
  let kit = startTree(t);
  kit.play('cosy');
  for (let i = 1; i <= 20; i++) {
    kit.clock.jumpWall((i % 2 ? 1 : -1) * CLOCK_JUMP_MS);
    kit.clock.advance(MINUTE_MS);
    kit = restartTree(t, kit, { awayMs: MINUTE_MS });
    assert.equal(playingId(kit), 'cosy');
  }
  kit.clock.advance(5 * MINUTE_MS - 1);
  assert.equal(playingId(kit), 'cosy');
  kit.clock.advance(1);
  assert.equal(playingId(kit), 'off');
});

test('a selection has the right date, even if the clock was set after the start', (t) => {
  const clock = new FakeClock();
  clock.jumpWall(-CLOCK_JUMP_MS);
  const { play, engine, catalog } = startTree(t, { clock });
  clock.jumpWall(CLOCK_JUMP_MS);
  assert.match(play('cosy').since, /^2025-/);
  clock.jumpWall(-CLOCK_JUMP_MS);
  catalog.replaceScenes(new Map());
  engine.configure(LIGHT, POWER);
  assert.match(engine.state().since, /^1971-/);
});
