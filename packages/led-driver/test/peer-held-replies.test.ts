import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { call, type ListenerKit, serveRole } from './control-kit.ts';
import { eventually } from './driver-fixtures.ts';

/** A disk that takes until the test says so. */
function holdDisk(t: TestContext, { selections }: ListenerKit): () => void {
  let release = (): void => {};
  const onDisk = new Promise<void>((resolve) => {
    release = resolve;
  });
  t.mock.method(selections, 'persist', () => onDisk);
  return release;
}

const PLAY = call('Play', { id: 'snow' });

test('a change takes effect at once, and its reply waits for the disk, with those behind it', async (t) => {
  const kit = await serveRole(t, 'local');
  const release = holdDisk(t, kit);
  const peer = await kit.connect();
  peer.send(PLAY + call('SetBrightness', { percent: 7 }) + call('Status'));
  await eventually(() => kit.engine.state().brightness === 7);
  // Its answer comes later than theirs would have.
  assert.equal(await (await kit.connect()).isAlive(), true);
  assert.equal(peer.replies.length, 0);
  release();
  await peer.received(3);
  assert.deepEqual(
    peer.replies.map(({ parameters }) => [parameters.state.animation, parameters.state.brightness]),
    [
      ['snow', 100],
      ['snow', 7],
      ['snow', 7],
    ],
  );
});

for (const [ending, leave] of [
  ['closes its side', (end: () => void) => end()],
  ['then sends what is not a call', (_: () => void, send: (text: string) => void) => send('x\0')],
] as const) {
  test(`a client that ${ending} still gets the reply that waits for the disk`, async (t) => {
    const kit = await serveRole(t, 'local');
    const release = holdDisk(t, kit);
    const peer = await kit.connect();
    peer.send(PLAY);
    leave(
      () => peer.socket.end(),
      (text) => peer.send(text),
    );
    await eventually(() => kit.engine.state().animation === 'snow');
    assert.equal(await (await kit.connect()).isAlive(), true);
    assert.equal(peer.isClosed, false);
    release();
    await peer.end();
    assert.equal(peer.replies.length, 1);
  });
}

test('while as many replies wait as calls can, further messages stay in the kernel', async (t) => {
  const kit = await serveRole(t, 'local', { limits: { maxCallsInFlight: 4 } });
  const release = holdDisk(t, kit);
  const peer = await kit.connect();
  peer.send(PLAY.repeat(4));
  await eventually(() => kit.engine.state().animation === 'snow');
  assert.equal(await (await kit.connect()).isAlive(), true);
  const before = kit.accepted[0]!.bytesRead;
  peer.send('x'.repeat(4 * 1024 * 1024));
  for (let i = 0; i < 10; i++) assert.equal(await (await kit.connect()).isAlive(), true);
  assert.ok(kit.accepted[0]!.bytesRead - before <= 128 * 1024);
  release();
  await peer.end();
});
