import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { Scene } from '@garland/driver-config';
import { expiresAfter, LIGHT, POWER } from './driver-fixtures.ts';
import { type EngineKit, type EngineOptions, engineKit } from './engine-kit.ts';
import { FakeClock } from './fake-clock.ts';

const MINUTE_MS = 60_000;
const CLOCK_JUMP_MS = 55 * 365 * 86_400_000;

const SCENES: Readonly<Record<string, Partial<Scene>>> = {
  cosy: expiresAfter(45 * 60, 'off'),
  bell: { animation: 'star', ...expiresAfter(20, 'previous') },
  film: { animation: 'embers', ...expiresAfter(2 * 60 * 60, 'previous') },
  chime: { animation: 'tinsel', ...expiresAfter(30, 'previous') },
  dusk: expiresAfter(60 * 60, 'evening'),
  evening: { animation: 'twinkle', ...expiresAfter(3 * 60 * 60, 'off') },
  day: expiresAfter(60, 'night'),
  night: { animation: 'off', ...expiresAfter(60, 'day') },
};

function startTree(t: TestContext, options: EngineOptions = {}): EngineKit {
  const kit = engineKit(t, { scenes: SCENES, ...options });
  kit.engine.start();
  return kit;
}

/** The driver ends in good order, or by a power cut, and one starts later with a calendar that may have moved. */
function restartTree(
  t: TestContext,
  { engine, store, clock, folder }: EngineKit,
  {
    awayMs = 0,
    jumpMs = 0,
    orderly = true,
    ...options
  }: EngineOptions & {
    readonly awayMs?: number;
    readonly jumpMs?: number;
    readonly orderly?: boolean;
  },
): EngineKit {
  if (orderly) {
    engine.stop();
    store.close();
  }
  const next = new FakeClock();
  next.jumpWall(clock.wallTime().valueOf() - next.wallTime().valueOf() + awayMs + jumpMs);
  return startTree(t, { folder, clock: next, ...options });
}

const playingId = ({ engine }: EngineKit): string => engine.state().animation;

test('when its time is up a scene gives way to what follows, and the record says so', (t) => {
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
  const told: string[] = [];
  engine.onState(() => told.push(engine.state().animation));
  clock.advance(45 * MINUTE_MS);
  assert.equal(told[0], 'off');
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

test('playing anything else cancels the time, as does what stays', (t) => {
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

test('a scene that is played again and again comes back to what was before the first time', (t) => {
  const kit = startTree(t);
  kit.play('snow');
  for (let i = 0; i < 5; i++) {
    kit.play('bell', 'remote');
    kit.clock.advance(15_000);
  }
  kit.clock.advance(5_000);
  assert.equal(playingId(kit), 'snow');
});

test('a bell in the midst of a film leads back to the film, and that to what was before', (t) => {
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

test('a bell that rings at the end of the hour leads to what follows the hour', (t) => {
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

  test(`after ${how} during which the time ran out, what follows shows from the start`, (t) => {
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

test('a leap in the midst of a bell takes the hour along that it rings in', (t) => {
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

test('after a leap the state tells the right end within a minute', (t) => {
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

test('a scene that was chosen in 1970 lasts as long as any, also over a restart in the right year', (t) => {
  for (const orderly of [true, false]) {
    const clock = new FakeClock();
    clock.jumpWall(-CLOCK_JUMP_MS);
    const first = startTree(t, { clock });
    first.play('cosy');
    clock.advance(10_000);
    clock.jumpWall(CLOCK_JUMP_MS);
    // A power cut must not come before the leap has been noticed; a restart in good order may.
    clock.advance(orderly ? 1_000 : MINUTE_MS);
    const second = restartTree(t, first, { orderly });
    assert.equal(playingId(second), 'cosy');
    second.clock.advance(43 * MINUTE_MS);
    assert.equal(playingId(second), 'cosy');
    second.clock.advance(2 * MINUTE_MS);
    assert.equal(playingId(second), 'off');
  }
});

test('a Pi that starts in 1970 gives a scene its time anew, and no leap takes any of it', (t) => {
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

test('a Pi that starts in 1970 leaves what stays, and since when, alone', (t) => {
  const first = startTree(t);
  first.play('snow');
  const { since } = first.engine.state();
  const second = restartTree(t, first, { jumpMs: -CLOCK_JUMP_MS });
  assert.deepEqual([playingId(second), second.engine.state().since], ['snow', since]);
});

test('no number of leaps and restarts ends a scene before its time', (t) => {
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

test('a scene that was taken away while the driver was not there leaves the brightness that was set', (t) => {
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

test('what has been chosen is dated right, though the date came after the start', (t) => {
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

test('a state file from before there were times is read as what stays', (t) => {
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

test('the state file of a scene says until when, and what it comes back to', (t) => {
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
