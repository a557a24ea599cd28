import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALL_LIMIT_BYTES, ROLES } from '@garland/protocol';
import fc from 'fast-check';
import { call, served } from './control-kit.ts';
import { eventually } from './support.ts';

const UNLIMITED = { callsPerSecond: 1e9, callBurst: 1e9 };

const STATUS = '{"method":"io.garland.Driver.Status"}';

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
    const { connect, log } = await served(t, role, { limits: UNLIMITED });
    for (const [reason, wrong, right] of FAULTS) {
      const good = await connect();
      const [reply] = await good.ask(right);
      assert.ok(reply.parameters.state, `${reason}: ${right}`);
      good.socket.destroy();

      const bad = await connect();
      bad.send(wrong);
      await bad.end();
      assert.deepEqual(bad.replies, [], reason);
      assert.deepEqual(log.of('peer_closed').at(-1), { event: 'peer_closed', role, reason });
    }
  });
}

test('calls before the fault are answered, those behind it are not', async (t) => {
  const { connect, engine } = await served(t, 'local');
  const peer = await connect();
  peer.send(
    [call('Play', { id: 'snow' }), call('List'), 'nonsense\0', call('Play', { id: 'fire' })].join(''),
  );
  await peer.end();
  assert.equal(peer.replies.length, 2);
  assert.equal(engine.state().animation, 'snow');
});

test('half a message has until the deadline; finished in time, it is answered', async (t) => {
  const { connect, peerTime, log, accepted } = await served(t, 'remote', {
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
  peerTime.advance(299);
  const [reply] = await slow.ask(text.slice(10));
  assert.ok(reply.parameters.state);
  peerTime.advance(10_000);
  assert.equal(await slow.isAlive(), true);

  const stuck = await begin();
  peerTime.advance(299);
  stuck.send(text.slice(10, 12));
  await eventually(() => accepted.at(-1)?.bytesRead === 12);
  peerTime.advance(1);
  await stuck.end();
  assert.deepEqual(log.of('peer_closed'), [
    { event: 'peer_closed', role: 'remote', reason: 'message_deadline' },
  ]);
});

test('a call that comes byte by byte is a call like any other', async (t) => {
  const { connect, accepted } = await served(t, 'remote');
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
  const { connect } = await served(t, 'local', { limits: UNLIMITED });
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

test('beyond its rate a role is told to wait, and is answered again after that time', async (t) => {
  const { connect, peerTime } = await served(t, 'remote', { limits: { callsPerSecond: 10, callBurst: 5 } });
  const peer = await connect();
  const replies = await peer.ask(call('Status').repeat(7), 6);
  assert.ok(replies.slice(0, 5).every((reply) => reply.parameters.state));
  assert.deepEqual(replies[5], { error: 'io.garland.Driver.RateLimited', parameters: { retryAfterMs: 100 } });
  await sleep(20);
  assert.equal(peer.replies.length, 6);
  peerTime.advance(99);
  await sleep(10);
  assert.equal(peer.replies.length, 6);
  peerTime.advance(1);
  await peer.received(7);
  assert.ok(peer.replies[6].parameters.state);
});

test('a call that was refused for its rate has no effect', async (t) => {
  const { connect, engine } = await served(t, 'remote', { limits: { callsPerSecond: 10, callBurst: 1 } });
  const peer = await connect();
  const [first, second] = await peer.ask(call('Play', { id: 'snow' }) + call('Play', { id: 'off' }), 2);
  assert.equal(first.parameters.state.animation, 'snow');
  assert.equal(second.error, 'io.garland.Driver.RateLimited');
  assert.equal(engine.state().animation, 'snow');
});

test('the rate is the role’s: a second connection does not double it, and the other role has its own', async (t) => {
  const limits = { callsPerSecond: 10, callBurst: 2 };
  const remote = await served(t, 'remote', { limits });
  const local = await served(t, 'local', { limits });
  const [one, two] = [await remote.connect(), await remote.connect()];
  assert.ok((await one.ask(call('Status').repeat(2), 2)).every((reply) => reply.parameters.state));
  assert.equal((await two.ask(call('Status')))[0].error, 'io.garland.Driver.RateLimited');
  assert.equal(await (await local.connect()).isAlive(), true);
});

test('while a connection must wait, what it sends stays in the kernel', async (t) => {
  const { connect, accepted } = await served(t, 'remote', { limits: { callsPerSecond: 1, callBurst: 1 } });
  const peer = await connect();
  await peer.ask(call('Status').repeat(2), 2);
  const before = accepted[0]!.bytesRead;
  peer.send('x'.repeat(4 * 1024 * 1024));
  await sleep(50);
  assert.ok(
    accepted[0]!.bytesRead - before <= 128 * 1024,
    `${accepted[0]!.bytesRead - before} bytes were read`,
  );
  assert.ok(peer.socket.writableLength > 0);
});

test('the time in which a connection is not read does not count against its message', async (t) => {
  const { connect, peerTime, accepted } = await served(t, 'remote', {
    limits: { callsPerSecond: 0.1, callBurst: 1, messageDeadlineMs: 2_000 },
  });
  const peer = await connect();
  const text = call('Status');
  await peer.ask(text + text + text.slice(0, 10), 2);
  peer.send(text.slice(10));
  peerTime.advance(9_999);
  await sleep(10);
  assert.equal(peer.closed, false);
  peerTime.advance(1);
  await peer.received(3);
  assert.ok(peer.replies[2].parameters.state);
  assert.equal(accepted.length, 1);
});

test('more calls in flight than allowed end the connection; as many as allowed are answered', async (t) => {
  const limits = { callsPerSecond: 1, callBurst: 1, maxCallsInFlight: 8 };
  for (const [count, ends] of [
    [8, false],
    [9, true],
  ] as const) {
    const { connect, peerTime, log } = await served(t, 'remote', { limits });
    const peer = await connect();
    // The first is answered, the second is told to wait, and those behind it wait.
    await peer.ask(call('Status').repeat(2 + count), 2);
    if (ends) {
      await peer.end();
      assert.deepEqual(
        log.of('peer_closed').map(({ reason }) => reason),
        ['too_many_calls'],
      );
    } else {
      for (let i = 0; i < 2 * count; i++) peerTime.advance(1_000);
      await peer.received(2 + count);
      assert.equal(peer.replies.length, 2 + count);
    }
  }
});

test('a few long calls that wait take as much room as many short ones, and end the connection', async (t) => {
  const long = `{"method":"io.garland.Driver.Status","parameters":{"a":[${'{},'.repeat(1300)}{}]}}\0`;
  for (const [count, ends] of [
    [4, false],
    [5, true],
  ] as const) {
    const { connect } = await served(t, 'remote', { limits: { callsPerSecond: 1, callBurst: 1 } });
    const peer = await connect();
    peer.send(call('Status').repeat(2) + long.repeat(count));
    await peer.received(2);
    if (ends) await peer.end();
    else await sleep(20);
    assert.equal(peer.closed, ends);
  }
});

test('who does not read its replies is not read either, and gets them all once it does', async (t) => {
  const { connect, accepted } = await served(t, 'local', {
    pixels: 500,
    limits: { ...UNLIMITED, maxCallsInFlight: 1_000 },
  });
  const peer = await connect();
  peer.socket.pause();
  let sent = 0;
  for (; sent < 200; sent++) {
    peer.send(call('Strip'));
    await sleep(1);
  }
  const [socket] = accepted;
  assert.ok(socket!.writableLength < 400 * 1024, `${socket!.writableLength} bytes of replies wait`);
  assert.ok(socket!.writableLength > 0);
  peer.socket.resume();
  await peer.received(sent);
  assert.equal(peer.replies.length, sent);
  assert.equal(await peer.isAlive(), true);
});

test('replies that nobody takes hold up the calls behind them, also those that came in one piece', async (t) => {
  const { connect, accepted } = await served(t, 'local', { pixels: 500, limits: UNLIMITED });
  const peer = await connect();
  peer.socket.pause();
  peer.send(call('Strip').repeat(60));
  await eventually(() => (accepted[0]?.writableLength ?? 0) > 0);
  assert.ok(accepted[0]!.writableLength < 400 * 1024, `${accepted[0]!.writableLength} bytes of replies wait`);
  peer.socket.resume();
  await peer.received(60);
  assert.equal(await peer.isAlive(), true);
});

test('who is told to go and takes no leave is cut off', async (t) => {
  const { connect, accepted, peerTime, log } = await served(t, 'local', { pixels: 500, limits: UNLIMITED });
  const peer = await connect();
  peer.socket.pause();
  for (let i = 0; i < 10; i++) peer.send(call('Strip'));
  await eventually(() => accepted[0]!.writableLength > 0);
  peer.send('nonsense\0'.repeat(100_000));
  await eventually(() => log.of('peer_closed').length === 1);
  await sleep(20);
  assert.ok(accepted[0]!.bytesRead < 256 * 1024, 'the rest is not even read');
  peerTime.advance(1_999);
  assert.equal(accepted[0]!.destroyed, false);
  peerTime.advance(1);
  assert.equal(accepted[0]!.destroyed, true);
  peer.socket.resume();
  await peer.end();
  assert.equal(peerTime.pending, 0);
});

test('one connection more than allowed is closed on arrival, and there is room again when one leaves', async (t) => {
  const { connect, log } = await served(t, 'remote', { limits: { maxConnections: 2 } });
  const [one, two] = [await connect(), await connect()];
  assert.ok((await one.isAlive()) && (await two.isAlive()));
  const three = await connect();
  await three.end();
  assert.deepEqual(log.of('connection_dropped'), [
    { event: 'connection_dropped', role: 'remote', maxConnections: 2 },
  ]);
  assert.ok((await one.isAlive()) && (await two.isAlive()));
  one.socket.destroy();
  await one.end();
  await sleep(20);
  assert.equal(await (await connect()).isAlive(), true);
});

test('who has nothing to say for the idle time is closed on local, and never on remote', async (t) => {
  const local = await served(t, 'local', { limits: { idleDeadlineMs: 500 } });
  const remote = await served(t, 'remote');
  const [idle, gateway] = [await local.connect(), await remote.connect()];
  assert.ok((await idle.isAlive()) && (await gateway.isAlive()));
  local.peerTime.advance(499);
  assert.equal(await idle.isAlive(), true);
  local.peerTime.advance(499);
  assert.equal(idle.closed, false);
  local.peerTime.advance(1);
  await idle.end();
  assert.deepEqual(
    local.log.of('peer_closed').map(({ reason }) => reason),
    ['idle_deadline'],
  );
  remote.peerTime.advance(30 * 86_400_000);
  assert.equal(await gateway.isAlive(), true);
});

test('a watcher is not idle', async (t) => {
  const { connect, peerTime, play } = await served(t, 'local', { limits: { idleDeadlineMs: 500 } });
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  peerTime.advance(86_400_000);
  play('snow');
  await peer.received(2);
  assert.equal(peer.replies[1].parameters.state.animation, 'snow');
});

test('a peer that ends its side gets the replies to what it had asked, also if it has to wait', async (t) => {
  const { connect, peerTime } = await served(t, 'remote', { limits: { callsPerSecond: 10, callBurst: 2 } });
  const peer = await connect();
  peer.send(call('Status').repeat(5));
  peer.socket.end();
  await peer.received(3);
  for (let i = 0; i < 10; i++) {
    peerTime.advance(100);
    await sleep(1);
  }
  await peer.end();
  assert.equal(peer.replies.length, 5);
});

test('a watcher that ends its side has gone', async (t) => {
  const { connect, listening } = await served(t, 'remote');
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  assert.equal(listening(), 1);
  peer.socket.end(call('Status'));
  await peer.end();
  assert.equal(listening(), 0);
});

test('a watcher that goes leaves nothing behind', async (t) => {
  const { connect, listening, peerTime, clock } = await served(t, 'local');
  const watchers = [];
  for (const method of ['Watch', 'Frames', 'Watch', 'Frames']) {
    const peer = await connect();
    await peer.ask(call(method, undefined, { more: true }));
    watchers.push(peer);
  }
  assert.ok(listening() >= 3);
  for (const peer of watchers) peer.socket.destroy();
  await eventually(() => listening() === 0, 'the end of the listeners');
  assert.equal(peerTime.pending, 0);
  assert.equal(clock.pending, 0);
});

test('no garbage crashes anything, hurts another connection, or leaves a listener or a timer behind', async (t) => {
  const kit = await served(t, 'local', { limits: { ...UNLIMITED, maxConnections: 64 } });
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
    () => kit.listening() === 0 && kit.peerTime.pending === 0,
    'the end of every listener and timer',
  );
});
