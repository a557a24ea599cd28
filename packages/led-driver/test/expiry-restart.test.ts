import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { MINUTE_MS, playingId, restartTree, startTree } from './scene-kit.ts';

for (const orderly of [true, false]) {
  const how = orderly ? 'a restart' : 'a power cut';

  test(`${how} costs a scene no time, and gives it none`, (t) => {
    const first = startTree(t);
    const { until } = first.play('cosy', 'remote');
    first.clock.advance(10 * MINUTE_MS);
    const second = restartTree(t, first, { awayMs: 5 * MINUTE_MS, orderly });
    assert.deepEqual(
      [playingId(second), second.engine.state().until, second.engine.state().chosenBy],
      ['cosy', until, 'remote'],
    );
    second.clock.advance(30 * MINUTE_MS - 1);
    assert.equal(playingId(second), 'cosy');
    second.clock.advance(1);
    assert.equal(playingId(second), 'off');
  });

  test(`after ${how} during which the time ran out, the next selection shows from the start`, (t) => {
    const first = startTree(t);
    first.play('cosy', 'remote');
    first.clock.advance(10 * MINUTE_MS);
    const second = restartTree(t, first, { awayMs: 600 * MINUTE_MS, orderly });
    const { animation, since, chosenBy } = second.engine.state();
    assert.deepEqual([animation, since, chosenBy], ['off', '2025-12-24T18:45:00.000Z', 'driver']);
    assert.deepEqual(second.log.of('scene_expired'), [
      { event: 'scene_expired', id: 'cosy', next: 'off', reason: 'expired' },
    ]);
    assert.equal(restartTree(t, second, { orderly: false }).log.of('scene_expired').length, 0);
  });
}

test('a programme goes on where it would be, had the driver not been away', (t) => {
  for (const [awayMinutes, expected, until] of [
    [30, 'dusk', '2025-12-24T19:00:00.000Z'],
    [61, 'evening', '2025-12-24T22:00:00.000Z'],
    [239, 'evening', '2025-12-24T22:00:00.000Z'],
    [240, 'off', undefined],
  ] as const) {
    const first = startTree(t);
    first.play('dusk');
    const second = restartTree(t, first, { awayMs: awayMinutes * MINUTE_MS });
    assert.deepEqual([playingId(second), second.engine.state().until], [expected, until]);
  }
});

test('an interlude that is over comes back over a restart, to the hour that it was in', (t) => {
  const first = startTree(t);
  first.play('cosy');
  first.clock.advance(MINUTE_MS);
  first.play('bell', 'remote');
  const second = restartTree(t, first, { awayMs: MINUTE_MS });
  assert.deepEqual([playingId(second), second.engine.state().until], ['cosy', '2025-12-24T18:45:00.000Z']);
});

test('a first light that lasts for a time is remembered over a restart like any other', (t) => {
  const light = { animation: 'cosy' };
  const first = startTree(t, { light });
  first.clock.advance(40 * MINUTE_MS);
  const second = restartTree(t, first, { light, orderly: false });
  second.clock.advance(5 * MINUTE_MS);
  assert.equal(playingId(second), 'off');
});

test('a scene that was removed while the driver was down leaves the brightness that was set', (t) => {
  const first = startTree(t);
  first.play('cosy', 'remote');
  first.setBrightness(30);
  const second = restartTree(t, first, { scenes: {}, light: { animation: 'snow' } });
  const { animation, chosenBy, brightness, until } = second.engine.state();
  assert.deepEqual([animation, chosenBy, brightness, until], ['snow', 'driver', 30, undefined]);
  assert.deepEqual(second.log.of('scene_expired'), [
    { event: 'scene_expired', id: 'cosy', next: 'snow', reason: 'removed' },
  ]);
  assert.equal(restartTree(t, second, { scenes: {} }).log.of('scene_expired').length, 0);
});

test('a state file without times is read as a selection without an end', (t) => {
  const first = startTree(t);
  first.play('snow');
  const file = `${first.folder}/run/state.json`;
  writeFileSync(
    file,
    '{"version":1,"animation":"fire","brightness":40,"since":"2025-12-01T18:00:00.000Z","chosenBy":"remote"}\n',
  );
  const second = startTree(t, { folder: first.folder });
  const { animation, brightness, chosenBy, until } = second.engine.state();
  assert.deepEqual([animation, brightness, chosenBy, until], ['fire', 40, 'remote', undefined]);
});

test('the state file of a scene has its end, and the selection that it returns to', (t) => {
  const kit = startTree(t);
  kit.play('cosy', 'remote');
  kit.clock.advance(MINUTE_MS);
  kit.play('bell');
  assert.deepEqual(JSON.parse(readFileSync(`${kit.folder}/run/state.json`, 'utf8')), {
    version: 1,
    animation: 'bell',
    since: '2025-12-24T18:01:00.000Z',
    chosenBy: 'local',
    until: '2025-12-24T18:01:20.000Z',
    previous: {
      animation: 'cosy',
      since: '2025-12-24T18:00:00.000Z',
      chosenBy: 'remote',
      until: '2025-12-24T18:45:00.000Z',
    },
  });
});
