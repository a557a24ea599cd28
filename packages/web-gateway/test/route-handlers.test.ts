import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start();
});
after(() => system.close());

test('play changes what the tree shows, and a remote client learns nothing of how it is wired', async () => {
  const played = await system.play('twinkle');
  assert.equal(played.json.animation, 'twinkle');
  const { json } = await system.request({ path: '/v1/status', token: system.token });
  assert.equal(json.animation, 'twinkle');
  assert.deepEqual(Object.keys(json).sort(), ['animation', 'brightness', 'since', 'title']);
});

const PERMISSIONS: readonly (readonly [scope: string, play: string, status: number])[] = [
  ['play', 'twinkle', 200],
  ['play', 'rainbow', 200],
  ['play:twinkle play:off', 'twinkle', 200],
  ['play:twinkle play:off', 'off', 200],
  ['play:twinkle play:off', 'rainbow', 403],
  ['status', 'twinkle', 403],
  ['status', 'blizzard', 403],
  ['play:fire', 'fire', 404],
];

for (const [scope, id, status] of PERMISSIONS) {
  test(`a token for "${scope}" that plays ${id} gets ${status}`, async () => {
    const answer = await system.play(id, system.tokens.issue({ scope }));
    assert.equal(answer.status, status, answer.text);
    if (status !== 403) return;
    const challenge = `Bearer realm="garland", error="insufficient_scope", scope="play:${id}"`;
    assert.equal(answer.headers['www-authenticate'], challenge);
    const { reason, subject, animation } = await system.recordOf(answer);
    assert.deepEqual([reason, subject, animation], ['scope', 'ifttt', id]);
  });
}

test('only a token for "status" sees what shows', async () => {
  const ask = (scope: string) =>
    system.request({ path: '/v1/status', token: system.tokens.issue({ scope }) });
  assert.equal((await ask('status')).status, 200);
  const refused = await ask('play');
  assert.equal(refused.status, 403);
  assert.match(String(refused.headers['www-authenticate']), /scope="status"$/);
});

test('a token is shown what it may play, and no more', async () => {
  const list = async (scope: string): Promise<string[]> => {
    const { json } = await system.request({ path: '/v1/animations', token: system.tokens.issue({ scope }) });
    return json.animations.map(({ id }: { id: string }) => id);
  };
  assert.deepEqual((await list('play')).sort(), ['off', 'rainbow', 'twinkle']);
  assert.deepEqual(await list('play:twinkle play:fire'), ['twinkle']);
  assert.deepEqual(await list('status'), []);
});

test('the same request ID stands in the records of both processes', async () => {
  const answer = await system.play('rainbow');
  const requestId = answer.headers['x-request-id'];
  const { event, subject, action, animation, outcome, status, clientAddress, latencyMs } =
    await system.recordOf(answer);
  assert.deepEqual(
    { event, subject, action, animation, outcome, status, clientAddress },
    {
      event: 'request',
      subject: 'ifttt',
      action: 'play',
      animation: 'rainbow',
      outcome: 'done',
      status: 200,
      clientAddress: '127.0.0.1',
    },
  );
  assert.ok(Number(latencyMs) > 0 && Number(latencyMs) < 1000);
  await system.driver?.record((record) => JSON.stringify(record).includes(String(requestId)));
});
