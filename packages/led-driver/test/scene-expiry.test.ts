import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiresAfter } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';
import { MINUTE_MS, playingId, restartTree, SCENES, startTree } from './scene-kit.ts';

test('when its time is up, a scene gives way to the next one, which is logged', (t) => {
  const kit = startTree(t);
  const { play, engine, clock, log } = kit;
  const state = play('cosy', 'remote');
  assert.deepEqual([state.until, state.next], ['2025-12-24T18:45:00.000Z', 'off']);
  clock.advance(45 * MINUTE_MS - 1);
  assert.equal(playingId(kit), 'cosy');
  clock.advance(1);
  const { animation, chosenBy, since, until, next } = engine.state();
  assert.deepEqual(
    [animation, chosenBy, since, until, next],
    ['off', 'driver', '2025-12-24T18:45:00.000Z', undefined, undefined],
  );
  assert.deepEqual(log.of('scene_expired'), [
    { event: 'scene_expired', id: 'cosy', next: 'off', reason: 'expired' },
  ]);
});

test('watchers are notified when a scene expires', (t) => {
  const { play, engine, clock } = startTree(t);
  play('cosy');
  clock.advance(MINUTE_MS);
  const playing: string[] = [];
  engine.onState(() => playing.push(engine.state().animation));
  clock.advance(45 * MINUTE_MS);
  assert.equal(playing[0], 'off');
});

test('a still picture whose time is running costs one timer and no frame', (t) => {
  const { play, clock, simulator, store } = startTree(t);
  play('cosy');
  clock.advance(10_000);
  store.close();
  const frames = simulator.framesShown;
  clock.advance(30 * MINUTE_MS);
  assert.equal(simulator.framesShown, frames);
  assert.equal(clock.pending, 1);
});

test('a stopped engine has no timer', (t) => {
  const { play, engine, clock, store } = startTree(t);
  play('cosy');
  store.close();
  engine.stop();
  assert.equal(clock.pending, 0);
});

test('playing an animation without an end cancels the time', (t) => {
  const kit = startTree(t);
  kit.play('cosy');
  kit.clock.advance(44 * MINUTE_MS);
  kit.play('snow');
  assert.equal(kit.engine.state().until, undefined);
  kit.clock.advance(60 * MINUTE_MS);
  assert.equal(playingId(kit), 'snow');
});

test('playing a scene again gives it all of its time again, and leaves the picture alone', (t) => {
  const kit = startTree(t, {
    scenes: { ...SCENES, cosy: { animation: 'snow', ...expiresAfter(45 * 60, 'off') } },
  });
  const { play, clock, log } = kit;
  play('cosy');
  clock.advance(40 * MINUTE_MS);
  const again = play('cosy', 'remote');
  assert.deepEqual([again.until, again.chosenBy], ['2025-12-24T19:25:00.000Z', 'remote']);
  clock.advance(44 * MINUTE_MS);
  assert.equal(playingId(kit), 'cosy');
  clock.advance(MINUTE_MS);
  assert.equal(playingId(kit), 'off');
  assert.equal(log.of('scene_expired').length, 1);
});

test('a scene that is played repeatedly returns to the selection before the first time', (t) => {
  const kit = startTree(t);
  kit.play('snow');
  for (let i = 0; i < 5; i++) {
    kit.play('bell', 'remote');
    kit.clock.advance(15_000);
  }
  kit.clock.advance(5_000);
  assert.equal(playingId(kit), 'snow');
});

test('a bell during a film returns to the film, and the film to the selection before it', (t) => {
  const kit = startTree(t);
  kit.play('snow');
  const { until } = kit.play('film');
  for (let i = 0; i < 3; i++) {
    kit.clock.advance(MINUTE_MS);
    assert.equal(kit.play('bell', 'remote').next, 'film');
    kit.clock.advance(10_000);
    assert.equal(kit.play('chime', 'remote').next, 'film');
    kit.clock.advance(30_000);
    assert.deepEqual([playingId(kit), kit.engine.state().until], ['film', until]);
  }
  const second = restartTree(t, kit, { orderly: false });
  assert.deepEqual([playingId(second), second.engine.state().next], ['film', 'snow']);
  assert.equal(playingId(restartTree(t, second, { awayMs: 120 * MINUTE_MS })), 'snow');
});

test('a bell that rings in a cosy hour leaves the hour as long as it was', (t) => {
  const kit = startTree(t);
  const { until, since } = kit.play('cosy');
  kit.clock.advance(44 * MINUTE_MS);
  kit.play('bell', 'remote');
  assert.equal(kit.engine.state().next, 'cosy');
  kit.clock.advance(20_000);
  const back = kit.engine.state();
  assert.deepEqual([back.animation, back.since, back.until, back.chosenBy], ['cosy', since, until, 'local']);
  kit.clock.advance(40_000);
  assert.equal(playingId(kit), 'off');
});

test('a bell that rings at the end of the hour leads to the selection after the hour', (t) => {
  const kit = startTree(t);
  kit.play('cosy');
  kit.clock.advance(45 * MINUTE_MS - 5_000);
  assert.equal(kit.play('bell', 'remote').next, 'off');
  kit.clock.advance(20_000);
  assert.equal(playingId(kit), 'off');
});

test('the brightness that is set while a time runs stays when it is up', (t) => {
  const kit = startTree(t);
  kit.play('bell');
  const { until } = kit.engine.state();
  assert.equal(kit.setBrightness(30).until, until);
  kit.clock.advance(20_000);
  assert.deepEqual([playingId(kit), kit.engine.state().brightness], ['warm_white', 30]);
});

test('a programme does not drift, however late its timers fire', (t) => {
  const kit = startTree(t, { clock: new FakeClock(() => 7) });
  kit.play('day');
  kit.clock.advance(100 * MINUTE_MS + 1_000);
  assert.deepEqual([playingId(kit), kit.engine.state().since], ['day', '2025-12-24T19:40:00.000Z']);
});

test('a timer that fires early ends nothing early', (t) => {
  const kit = startTree(t, { clock: new FakeClock(() => -0.6) });
  kit.play('bell');
  kit.clock.advance(19_999);
  assert.equal(playingId(kit), 'bell');
  kit.clock.advance(10);
  assert.equal(playingId(kit), 'warm_white');
});
