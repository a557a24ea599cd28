import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaybackState } from '@garland/protocol';
import { Installation } from '../support/installation.ts';

const SCENES = `
[scenes.cosy]
title = "Cosy evening"
animation = "warm_white"
brightness = 50
duration = "45m"
then = "off"

[scenes.private]
animation = "fire"

[remote]
allow = ["off", "snow", "cosy"]
`;

const HOUR_MS = 3_600_000;

/** What the gateway tells of a state, and of what may be played. */
type ApiBody = Pick<PlaybackState, 'animation' | 'title' | 'since' | 'next'> & {
  readonly until: string;
  readonly animations: readonly object[];
};

describe('a scene', () => {
  let house: Installation;
  let url: string;
  beforeEach(async () => {
    house = new Installation({ driverToml: SCENES, animation: 'snow' });
    await house.startDriver();
    ({ url } = await house.startGateway());
  });
  afterEach(() => house.close());

  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`${url}/v1/${path}`, { method, headers: house.authorization });
    return { status: response.status, body: (await response.json()) as ApiBody };
  };
  const play = (id: string) => ask(`animations/${id}`, 'POST');
  const stateOf = async (): Promise<PlaybackState> =>
    (await (await house.connectLocal()).call('Status', {})).state;

  test('is played over the web like any animation, and says until when and what follows', async () => {
    const { status, body } = await play('cosy');
    assert.equal(status, 200);
    assert.deepEqual([body.animation, body.title, body.next], ['cosy', 'Cosy evening', 'off']);
    assert.equal(Date.parse(body.until) - Date.parse(body.since), 0.75 * HOUR_MS);
    const state = await stateOf();
    assert.deepEqual(
      [state.animation, state.chosenBy, state.until, state.sceneBrightness],
      ['cosy', 'remote', body.until, 50],
    );
    assert.deepEqual((await ask('status')).body.until, body.until);

    assert.equal((await play('off')).body.until, undefined);
    assert.equal((await stateOf()).until, undefined);
  });

  test('is listed with the sentence that the driver made of it, unless the web may not play it', async () => {
    const { animations } = (await ask('animations')).body;
    assert.deepEqual(animations.at(-1), {
      id: 'cosy',
      title: 'Cosy evening',
      kind: 'scene',
      description: 'Warm white at 50 % brightness, for 45 minutes, then off.',
    });
    assert.equal(animations.length, 3);
    assert.equal((await play('private')).status, 404);
    assert.equal((await stateOf()).animation, 'snow');
  });

  test('that the owner adds can be played as soon as the driver has read it, and not longer than it is there', async () => {
    assert.equal((await play('dim')).status, 404);
    const before = readFileSync(house.path('driver.toml'), 'utf8');
    writeFileSync(house.path('driver.toml'), before.replace('"cosy"]', '"cosy", "dim"]'));
    appendFileSync(house.path('driver.toml'), '[scenes.dim]\nanimation = "warm_white"\nbrightness = 10\n');
    house.runCli('reload', '--socket', house.path('local.sock'));
    const deadline = Date.now() + 5_000;
    // Not without a pause: a client gets no more than ten connections a second, of a hundred requests each.
    for (; (await play('dim')).status !== 200; await sleep(50)) assert.ok(Date.now() < deadline);
    assert.equal((await stateOf()).animation, 'dim');

    writeFileSync(house.path('driver.toml'), before);
    house.runCli('reload', '--socket', house.path('local.sock'));
    assert.equal((await play('dim')).status, 404);
    assert.equal((await stateOf()).animation, 'snow');
  });
});

describe('the time of a scene', () => {
  let house: Installation;
  beforeEach(() => {
    house = new Installation({ driverToml: SCENES, animation: 'snow' });
  });
  afterEach(() => house.close());

  const stateOf = async (): Promise<PlaybackState> =>
    (await (await house.connectLocal()).call('Status', {})).state;

  test('survives the sudden death of the driver', async () => {
    const driver = await house.startDriver();
    house.runCli('play', 'cosy', '--socket', house.path('local.sock'));
    const { since, until } = await stateOf();
    await driver.stop('SIGKILL');
    await house.startDriver();
    const state = await stateOf();
    assert.deepEqual([state.animation, state.since, state.until], ['cosy', since, until]);
  });

  test('is up when the driver comes back after it, and the journal says so', async () => {
    const driver = await house.startDriver();
    house.runCli('play', 'cosy', '--socket', house.path('local.sock'));
    await driver.stop('SIGTERM');
    // As if it had been chosen, and the driver gone, an hour earlier.
    const file = house.path('state.json');
    const wish = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of ['since', 'until']) wish[key] = new Date(Date.parse(wish[key]) - HOUR_MS).toISOString();
    writeFileSync(file, JSON.stringify(wish));
    const again = await house.startDriver();
    const state = await stateOf();
    assert.deepEqual([state.animation, state.chosenBy, state.since], ['off', 'driver', wish.until]);
    const { id, next, reason } = await again.record('scene_expired');
    assert.deepEqual([id, next, reason], ['cosy', 'off', 'expired']);
  });
});
