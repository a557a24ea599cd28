import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, serveRole } from './control-kit.ts';
import { eventually } from './driver-fixtures.ts';

test('over its rate a role learns how long to wait, and is answered after that time', async (t) => {
  const { connect, peerClock } = await serveRole(t, 'remote', {
    limits: { callsPerSecond: 10, callBurst: 5 },
  });
  const peer = await connect();
  const replies = await peer.ask(call('Status').repeat(7), 6);
  assert.ok(replies.slice(0, 5).every((reply) => reply.parameters.state));
  assert.deepEqual(replies[5], { error: 'io.garland.Driver.RateLimited', parameters: { retryAfterMs: 100 } });
  peerClock.advance(99);
  // Its answer comes later than another one to the first connection would have.
  await (await connect()).ask(call('Status'));
  assert.equal(peer.replies.length, 6);
  peerClock.advance(1);
  await peer.received(7);
  assert.ok(peer.replies[6].parameters.state);
});

test('a call that was refused for its rate has no effect', async (t) => {
  const { connect, engine } = await serveRole(t, 'remote', { limits: { callsPerSecond: 10, callBurst: 1 } });
  const peer = await connect();
  const [first, second] = await peer.ask(call('Play', { id: 'snow' }) + call('Play', { id: 'off' }), 2);
  assert.equal(first.parameters.state.animation, 'snow');
  assert.equal(second.error, 'io.garland.Driver.RateLimited');
  assert.equal(engine.state().animation, 'snow');
});

test('the rate is the role’s: a second connection does not double it, and the other role has its own', async (t) => {
  const limits = { callsPerSecond: 10, callBurst: 2 };
  const remote = await serveRole(t, 'remote', { limits });
  const local = await serveRole(t, 'local', { limits });
  const [one, two] = [await remote.connect(), await remote.connect()];
  assert.ok((await one.ask(call('Status').repeat(2), 2)).every((reply) => reply.parameters.state));
  assert.equal((await two.ask(call('Status')))[0].error, 'io.garland.Driver.RateLimited');
  assert.equal(await (await local.connect()).isAlive(), true);
});

test('while a connection must wait, its further messages stay in the kernel', async (t) => {
  const { connect, accepted } = await serveRole(t, 'remote', { limits: { callsPerSecond: 1, callBurst: 1 } });
  const peer = await connect();
  await peer.ask(call('Status').repeat(2), 2);
  const before = accepted[0]!.bytesRead;
  peer.send('x'.repeat(4 * 1024 * 1024));
  // While these are answered, the rest would have been read as well.
  for (let i = 0; i < 10; i++) await (await connect()).ask(call('Status'));
  assert.ok(
    accepted[0]!.bytesRead - before <= 128 * 1024,
    `${accepted[0]!.bytesRead - before} bytes were read`,
  );
  assert.ok(peer.socket.writableLength > 0);
});

test('the time in which a connection is not read does not count against its message', async (t) => {
  const { connect, peerClock, accepted } = await serveRole(t, 'remote', {
    limits: { callsPerSecond: 0.1, callBurst: 1, messageDeadlineMs: 2_000 },
  });
  const peer = await connect();
  const text = call('Status');
  await peer.ask(text + text + text.slice(0, 10), 2);
  peer.send(text.slice(10));
  peerClock.advance(9_999);
  assert.equal(peer.isClosed, false);
  peerClock.advance(1);
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
    const { connect, peerClock, log } = await serveRole(t, 'remote', { limits });
    const peer = await connect();
    // The first is answered, the second is refused, and those behind it wait.
    await peer.ask(call('Status').repeat(2 + count), 2);
    if (ends) {
      await peer.end();
      assert.deepEqual(
        log.of('connection_closed').map(({ reason }) => reason),
        ['too_many_calls'],
      );
    } else {
      for (let i = 0; i < 2 * count; i++) peerClock.advance(1_000);
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
    const { connect } = await serveRole(t, 'remote', { limits: { callsPerSecond: 1, callBurst: 1 } });
    const peer = await connect();
    peer.send(call('Status').repeat(2) + long.repeat(count));
    await peer.received(2);
    if (ends) await peer.end();
    // The other connection is answered after these calls were read.
    else await (await connect()).ask(call('Status'));
    assert.equal(peer.isClosed, ends);
  }
});

test('one connection more than allowed is closed on arrival, and there is room again when one leaves', async (t) => {
  const { connect, accepted, log } = await serveRole(t, 'remote', { limits: { maxConnections: 2 } });
  const [one, two] = [await connect(), await connect()];
  assert.ok((await one.isAlive()) && (await two.isAlive()));
  const three = await connect();
  await three.end();
  assert.deepEqual(log.of('connection_rejected'), [
    { event: 'connection_rejected', role: 'remote', maxConnections: 2 },
  ]);
  assert.ok((await one.isAlive()) && (await two.isAlive()));
  one.socket.destroy();
  await eventually(() => accepted.filter(({ destroyed }) => destroyed).length === 2);
  assert.equal(await (await connect()).isAlive(), true);
});

test('on local the idlest connection is evicted, so hoarding connections cannot lock the owner out', async (t) => {
  const { connect, peerClock, log } = await serveRole(t, 'local', { limits: { maxConnections: 3 } });
  const watchers = [await connect(), await connect(), await connect()];
  for (const watcher of watchers) {
    peerClock.advance(10);
    assert.equal(await watcher.isAlive(), true);
  }
  peerClock.advance(10);
  const owner = await connect();
  assert.equal(await owner.isAlive(), true);
  await watchers[0]!.end();
  assert.deepEqual(log.of('connection_closed'), [
    { event: 'connection_closed', role: 'local', reason: 'evicted' },
  ]);
  assert.ok((await watchers[1]!.isAlive()) && (await watchers[2]!.isAlive()));
});

test('an idle connection is closed on local after the idle time, and never on remote', async (t) => {
  const local = await serveRole(t, 'local', { limits: { idleDeadlineMs: 500 } });
  const remote = await serveRole(t, 'remote');
  const [idle, gateway] = [await local.connect(), await remote.connect()];
  assert.ok((await idle.isAlive()) && (await gateway.isAlive()));
  local.peerClock.advance(499);
  assert.equal(await idle.isAlive(), true);
  local.peerClock.advance(499);
  assert.equal(idle.isClosed, false);
  local.peerClock.advance(1);
  await idle.end();
  assert.deepEqual(
    local.log.of('connection_closed').map(({ reason }) => reason),
    ['idle_deadline'],
  );
  remote.peerClock.advance(30 * 86_400_000);
  assert.equal(await gateway.isAlive(), true);
});
