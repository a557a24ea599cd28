import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALL_LIMIT_BYTES, ROLES } from '@garland/protocol';
import fc from 'fast-check';
import { call, serveRole, UNLIMITED_RATE } from './control-kit.ts';
import { eventually } from './driver-fixtures.ts';

const STATUS = '{"method":"io.garland.Driver.Status"}';

test('answers to what came together leave in one write', async (t) => {
  const { connect, accepted } = await serveRole(t, 'local', { limits: UNLIMITED_RATE });
  const peer = await connect();
  await eventually(() => accepted.length === 1);
  // What a stream calls to write many chunks, or one.
  const socket = accepted[0] as unknown as { _writev(): void; _write(): void };
  const together = t.mock.method(socket, '_writev');
  const single = t.mock.method(socket, '_write');
  peer.send(`${STATUS}\0`.repeat(20));
  await peer.received(20);
  assert.deepEqual([together.mock.callCount(), single.mock.callCount()], [1, 0]);
});

/** What ends a connection, and the same thing made right. */
const FAULTS: readonly [reason: string, wrong: string | Uint8Array, right: string][] = [
  ['not_json', `${STATUS}}\0`, `${STATUS}\0`],
  ['not_json', '\0', `${STATUS}\0`],
  [
    'not_utf8',
    Buffer.concat([Buffer.from('{"method":"'), Buffer.from([0xff]), Buffer.from('"}\0')]),
    `${STATUS}\0`,
  ],
  ['not_object', `[${STATUS}]\0`, `${STATUS}\0`],
  ['not_object', 'null\0', `${STATUS}\0`],
  ['duplicate_key', '{"method":"a","method":"io.garland.Driver.Status"}\0', `${STATUS}\0`],
  ['duplicate_key', '{"method":"io.garland.Driver.Status","parameters":{"a":1,"a":1}}\0', `${STATUS}\0`],
  ['too_deep', `{"method":"x","parameters":{"a":${'['.repeat(20)}${']'.repeat(20)}}}\0`, `${STATUS}\0`],
  ['unknown_key', '{"method":"io.garland.Driver.Status","upgrade":true}\0', `${STATUS}\0`],
  ['unknown_key', '{"method":"io.garland.Driver.Status","__proto__":{}}\0', `${STATUS}\0`],
  ['wrong_type', '{"method":7}\0', `${STATUS}\0`],
  [
    'wrong_type',
    '{"method":"io.garland.Driver.Status","parameters":[]}\0',
    '{"method":"io.garland.Driver.Status","parameters":null}\0',
  ],
  [
    'wrong_type',
    '{"method":"io.garland.Driver.Status","more":1}\0',
    '{"method":"io.garland.Driver.Status","more":true}\0',
  ],
  ['missing_key', '{}\0', `${STATUS}\0`],
  [
    'more_and_oneway',
    '{"method":"io.garland.Driver.Status","more":true,"oneway":true}\0',
    '{"method":"io.garland.Driver.Status","more":true,"oneway":false}\0',
  ],
  [
    'too_long',
    STATUS + ' '.repeat(CALL_LIMIT_BYTES),
    `${STATUS}${' '.repeat(CALL_LIMIT_BYTES - STATUS.length)}\0`,
  ],
  ['too_long', `${STATUS}${' '.repeat(CALL_LIMIT_BYTES + 1 - STATUS.length)}\0`, `${STATUS}\0`],
];

for (const role of ROLES) {
  test(`what is not a call ends the connection without a reply, and its right form is answered (${role})`, async (t) => {
    const { connect, log } = await serveRole(t, role, { limits: UNLIMITED_RATE });
    for (const [reason, wrong, right] of FAULTS) {
      const good = await connect();
      const [reply] = await good.ask(right);
      assert.ok(reply.parameters.state, `${reason}: ${right}`);
      good.socket.destroy();

      const bad = await connect();
      bad.send(wrong);
      await bad.end();
      assert.deepEqual(bad.replies, [], reason);
      assert.deepEqual(log.of('connection_closed').at(-1), { event: 'connection_closed', role, reason });
    }
  });
}

test('calls before the fault are answered, those behind it are not', async (t) => {
  const { connect, engine } = await serveRole(t, 'local');
  const peer = await connect();
  peer.send(
    [call('Play', { id: 'snow' }), call('List'), 'nonsense\0', call('Play', { id: 'fire' })].join(''),
  );
  await peer.end();
  assert.equal(peer.replies.length, 2);
  assert.equal(engine.state().animation, 'snow');
});

test('half a message has until the deadline; finished in time, it is answered', async (t) => {
  const { connect, peerClock, log, accepted } = await serveRole(t, 'remote', {
    limits: { messageDeadlineMs: 300 },
  });
  const text = call('Status');
  const begin = async () => {
    const peer = await connect();
    peer.send(text.slice(0, 10));
    await eventually(() => accepted.at(-1)?.bytesRead === 10);
    return peer;
  };
  const slow = await begin();
  peerClock.advance(299);
  const [reply] = await slow.ask(text.slice(10));
  assert.ok(reply.parameters.state);
  peerClock.advance(10_000);
  assert.equal(await slow.isAlive(), true);

  const stuck = await begin();
  peerClock.advance(299);
  stuck.send(text.slice(10, 12));
  await eventually(() => accepted.at(-1)?.bytesRead === 12);
  peerClock.advance(1);
  await stuck.end();
  assert.deepEqual(log.of('connection_closed'), [
    { event: 'connection_closed', role: 'remote', reason: 'message_deadline' },
  ]);
});

test('a call that comes byte by byte is a call like any other', async (t) => {
  const { connect, accepted } = await serveRole(t, 'remote');
  const peer = await connect();
  const text = Buffer.from(call('Play', { id: 'snow' }) + call('Status'));
  for (const [i, byte] of text.entries()) {
    peer.send(Buffer.of(byte));
    await eventually(() => accepted[0]?.bytesRead === i + 1);
  }
  await peer.received(2);
  assert.equal(peer.replies[1].parameters.state.animation, 'snow');
});

test('calls sent together are answered in their order', async (t) => {
  const { connect } = await serveRole(t, 'local', { limits: UNLIMITED_RATE });
  const peer = await connect();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('off', 'snow', 'fire', 'nope'), { minLength: 1, maxLength: 60 }),
      async (ids) => {
        const replies = await peer.ask(ids.map((id) => call('Play', { id })).join(''), ids.length);
        assert.deepEqual(
          replies.map((reply) => reply.parameters.state?.animation ?? reply.parameters.id),
          ids,
        );
      },
    ),
    { numRuns: 30 },
  );
});

test('no garbage crashes anything, hurts another connection, or leaves a listener or a timer behind', async (t) => {
  const kit = await serveRole(t, 'local', { limits: { ...UNLIMITED_RATE, maxConnections: 64 } });
  const honest = await kit.connect();
  const text = fc.oneof(
    fc.constantFrom(
      call('Watch', undefined, { more: true }),
      call('Frames', undefined, { more: true }),
      call('Play', { id: 'snow' }),
      call('Play', { id: '__proto__' }),
      call('constructor'),
      call('SetBrightness', { percent: 1e300 }),
      call('org.varlink.service.GetInterfaceDescription', { interface: 'io.garland.Driver' }),
    ),
    fc.json().map((json) => `${json}\0`),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .record({ method: fc.string(), parameters: fc.jsonValue(), more: fc.boolean() })
      .map((any) => `${JSON.stringify(any)}\0`),
  );
  const chunk = fc.oneof(
    text.map((some) => Buffer.from(some)),
    fc.uint8Array({ maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (chunks, abrupt) => {
        const peer = await kit.connect();
        for (const bytes of chunks) peer.send(bytes);
        await new Promise<void>((resolve) => peer.socket.end(resolve));
        if (abrupt) peer.socket.destroy();
        await peer.end();
        assert.equal(await honest.isAlive(), true);
      },
    ),
    { numRuns: 150 },
  );
  honest.socket.destroy();
  await eventually(
    () => kit.listenerCount() === 0 && kit.peerClock.pending === 0,
    'the end of every listener and timer',
  );
});
