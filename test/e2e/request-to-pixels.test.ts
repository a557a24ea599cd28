import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Installation } from '@garland/test-kit/installation';
import { waitUntil } from '@garland/test-kit/support';
import type { TestProcess } from '@garland/test-kit/test-process';
import { isDarkFrame, isWarmFrame, waitForFrame } from '../support/frames.ts';

describe('from an HTTP request to lit pixels', () => {
  const garland = new Installation();
  let driver: TestProcess;
  let gateway: TestProcess;
  let url: string;
  before(async () => {
    driver = await garland.startDriver();
    ({ gateway, url } = await garland.startGateway());
    await gateway.record('driver_connected');
  });
  after(() => garland.close());

  const play = (id: string, headers: Record<string, string> = garland.authorization): Promise<Response> =>
    fetch(`${url}/v1/animations/${id}`, { method: 'POST', headers });
  const showsFrame = async (matches: Parameters<typeof waitForFrame>[1]): Promise<unknown> =>
    waitForFrame(await garland.connectLocal(), matches);
  const untilPlayed = (id: string): Promise<void> =>
    waitUntil(`${id} is played`, async () => (await play(id)).status === 200);

  test('a request with a signed token changes the colour of the pixels', async () => {
    await showsFrame(isDarkFrame);
    assert.equal((await play('warm_white')).status, 200);
    await showsFrame(isWarmFrame);
    assert.equal((await play('off')).status, 200);
    await showsFrame(isDarkFrame);
  });

  test('the same request without a token changes nothing', async () => {
    const from = driver.records.length;
    assert.equal((await play('warm_white', {})).status, 401);
    // The driver answers in order: had it received a call before this one, it would have recorded that first.
    assert.equal((await play('off')).status, 200);
    const { id } = await driver.record('play', from);
    assert.equal(id, 'off');
  });

  test('the request ID that the client gets back is in the records of both sides', async () => {
    const from = driver.records.length;
    const response = await play('fire');
    const requestId = response.headers.get('x-request-id');
    assert.match(String(requestId), /^[0-9a-f-]{36}$/);
    const played = await driver.record('play', from);
    assert.deepEqual([played.requestId, played.id, played.role], [requestId, 'fire', 'remote']);
    await gateway.record((record) => record.requestId === requestId && record.subject === 'ifttt');
  });

  test('a token plays what its scope names and nothing else', async () => {
    const token = garland.tokens.issue({ scope: 'play:twinkle play:off' });
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await play('fire', headers)).status, 403);
    assert.equal((await play('twinkle', headers)).status, 200);
  });

  test('killing the gateway leaves the tree playing', async () => {
    await play('rainbow');
    await gateway.stop('SIGKILL');

    const client = await garland.connectLocal();
    const frames = new Set<string>();
    for await (const { rgb, animation } of client.stream('Frames', {})) {
      assert.equal(animation, 'rainbow');
      if (frames.add(rgb).size === 10) break;
    }
    ({ gateway, url } = await garland.startGateway());
    await untilPlayed('off');
  });

  test('while the driver is away the answer is 503, and then it recovers by itself', async () => {
    await driver.stop('SIGKILL');
    const response = await play('warm_white');
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get('retry-after')) >= 1);

    driver = await garland.startDriver();
    await untilPlayed('warm_white');
    await showsFrame(isWarmFrame);
  });

  test('killed in mid-request, the driver costs a 503 at most, and what it acknowledged comes back', async () => {
    const ids = ['rainbow', 'fire', 'snow', 'meteor', 'twinkle'];
    let acknowledged: string | undefined;
    let failed = '';
    let status = 200;
    for (let i = 0; failed === ''; i++) {
      const id = ids[i % ids.length] ?? '';
      const response = play(id);
      if (i === 20) driver.child.kill('SIGKILL');
      status = (await response).status;
      if (status === 200) acknowledged = id;
      else failed = id;
    }
    assert.ok(acknowledged !== undefined);
    assert.equal(status, 503);

    await driver.exited;
    driver = await garland.startDriver();
    const client = await garland.connectLocal();
    const { state } = await client.call('Status', {});
    client.close();
    assert.ok(
      [acknowledged, failed].includes(state.animation),
      `${acknowledged}, then ${failed}; now ${state.animation}`,
    );
    await untilPlayed('off');
  });
});
