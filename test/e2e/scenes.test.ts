import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { AnimationId, PlaybackState } from '@garland/protocol';
import { Installation } from '@garland/test-kit/installation';
import { waitUntil } from '@garland/test-kit/support';
import type { TestProcess } from '@garland/test-kit/test-process';

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

/** The API's description of a state, and of the animations that can be played. */
type ApiBody = Pick<PlaybackState, 'animation' | 'title' | 'since' | 'next'> & {
  readonly until: string;
  readonly animations: readonly object[];
};

describe('a scene', () => {
  const garland = new Installation({ driverToml: SCENES, animation: 'snow' });
  let driver: TestProcess;
  let url: string;
  before(async () => {
    driver = await garland.startDriver();
    ({ url } = await garland.startGateway());
  });
  after(() => garland.close());

  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`${url}/v1/${path}`, { method, headers: garland.authorization });
    return { status: response.status, body: (await response.json()) as ApiBody };
  };
  const play = (id: string) => ask(`animations/${id}`, 'POST');
  async function callDriver<T>(
    call: (client: Awaited<ReturnType<Installation['connectLocal']>>) => Promise<T>,
  ): Promise<T> {
    const client = await garland.connectLocal();
    try {
      return await call(client);
    } finally {
      client.close();
    }
  }
  const stateOf = (): Promise<PlaybackState> =>
    callDriver(async (client) => (await client.call('Status', {})).state);
  const reload = () => callDriver((client) => client.call('Reload', {}));
  const playLocally = (id: string) => callDriver((client) => client.call('Play', { id: id as AnimationId }));

  test('is listed with the sentence that the driver made of it, unless the web cannot play it', async () => {
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

  test('that the owner adds can be played once the driver has read it, and not after it is removed', async () => {
    assert.equal((await play('dim')).status, 404);
    const before = readFileSync(garland.driverConfig, 'utf8');
    writeFileSync(garland.driverConfig, before.replace('"cosy"]', '"cosy", "dim"]'));
    appendFileSync(garland.driverConfig, '[scenes.dim]\nanimation = "warm_white"\nbrightness = 10\n');
    await reload();
    await waitUntil('the new scene is played', async () => (await play('dim')).status === 200);
    assert.equal((await stateOf()).animation, 'dim');

    writeFileSync(garland.driverConfig, before);
    await reload();
    assert.equal((await play('dim')).status, 404);
    assert.equal((await stateOf()).animation, 'snow');
  });

  test('keeps its time when the driver is killed', async () => {
    await playLocally('cosy');
    const { since, until } = await stateOf();
    await driver.stop('SIGKILL');
    driver = await garland.startDriver();
    const state = await stateOf();
    assert.deepEqual([state.animation, state.since, state.until], ['cosy', since, until]);
  });

  test('is over when the driver comes back after its time, and the journal says so', async () => {
    await playLocally('cosy');
    await driver.stop('SIGTERM');
    // As if it had been chosen, and the driver gone, an hour earlier.
    const file = garland.path('run/state.json');
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of ['since', 'until'])
      saved[key] = new Date(Date.parse(saved[key]) - HOUR_MS).toISOString();
    writeFileSync(file, JSON.stringify(saved));
    driver = await garland.startDriver();
    const state = await stateOf();
    assert.deepEqual([state.animation, state.chosenBy, state.since], ['off', 'driver', saved.until]);
    const { id, next, reason } = await driver.record('scene_expired');
    assert.deepEqual([id, next, reason], ['cosy', 'off', 'expired']);
  });
});
