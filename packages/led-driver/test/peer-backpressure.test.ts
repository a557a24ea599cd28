import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, serveRole, UNLIMITED_RATE } from './control-kit.ts';
import { eventually } from './driver-fixtures.ts';

test('a peer that does not read its replies is not read either, and gets them all once it does', async (t) => {
  const { connect, accepted } = await serveRole(t, 'local', {
    pixels: 500,
    limits: { ...UNLIMITED_RATE, maxCallsInFlight: 1_000 },
  });
  const peer = await connect();
  peer.socket.pause();
  const sent = 200;
  for (let i = 0; i < sent; i++) peer.send(call('Strip'));
  const [socket] = accepted;
  await eventually(() => socket!.writableLength > 0);
  assert.ok(socket!.writableLength < 400 * 1024, `${socket!.writableLength} bytes of replies wait`);
  peer.socket.resume();
  await peer.received(sent);
  assert.equal(peer.replies.length, sent);
  assert.equal(await peer.isAlive(), true);
});

test('unread replies hold up the calls behind them, also those that came in one piece', async (t) => {
  const { connect, accepted } = await serveRole(t, 'local', { pixels: 500, limits: UNLIMITED_RATE });
  const peer = await connect();
  peer.socket.pause();
  peer.send(call('Strip').repeat(60));
  await eventually(() => (accepted[0]?.writableLength ?? 0) > 0);
  assert.ok(accepted[0]!.writableLength < 400 * 1024, `${accepted[0]!.writableLength} bytes of replies wait`);
  peer.socket.resume();
  await peer.received(60);
  assert.equal(await peer.isAlive(), true);
});

test('a closed peer that does not read is cut off after the deadline', async (t) => {
  const { connect, accepted, peerClock, log } = await serveRole(t, 'local', {
    pixels: 500,
    limits: UNLIMITED_RATE,
  });
  const peer = await connect();
  peer.socket.pause();
  // More than the socket takes, and less than the backlog with which nothing more would be read.
  for (let i = 0; i < 7; i++) peer.send(call('Strip'));
  await eventually(() => accepted[0]!.writableLength > 0);
  peer.send('nonsense\0'.repeat(100_000));
  await eventually(() => log.of('connection_closed').length === 1);
  // While these are answered, the rest would have been read as well.
  const other = await connect();
  for (let i = 0; i < 10; i++) assert.equal(await other.isAlive(), true);
  other.socket.destroy();
  assert.ok(accepted[0]!.bytesRead < 256 * 1024, 'the rest is not even read');
  peerClock.advance(1_999);
  assert.equal(accepted[0]!.destroyed, false);
  peerClock.advance(1);
  assert.equal(accepted[0]!.destroyed, true);
  peer.socket.resume();
  await peer.end();
  await eventually(() => peerClock.pending === 0, 'the end of every timer');
});

test('a watcher is not idle', async (t) => {
  const { connect, peerClock, play } = await serveRole(t, 'local', { limits: { idleDeadlineMs: 500 } });
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  peerClock.advance(86_400_000);
  play('snow');
  await peer.received(2);
  assert.equal(peer.replies[1].parameters.state.animation, 'snow');
});

test('a peer that ends its side still gets the replies to its calls, even if it has to wait', async (t) => {
  const { connect, peerClock } = await serveRole(t, 'remote', {
    limits: { callsPerSecond: 10, callBurst: 2 },
  });
  const peer = await connect();
  peer.send(call('Status').repeat(5));
  peer.socket.end();
  await peer.received(3);
  for (let i = 0; i < 10; i++) peerClock.advance(100);
  await peer.end();
  assert.equal(peer.replies.length, 5);
});

test('a watcher that ends its side has gone', async (t) => {
  const { connect, listenerCount } = await serveRole(t, 'remote');
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  assert.equal(listenerCount(), 1);
  peer.socket.end(call('Status'));
  await peer.end();
  assert.equal(listenerCount(), 0);
});

test('a watcher that goes leaves nothing behind', async (t) => {
  const { connect, listenerCount, peerClock, clock } = await serveRole(t, 'local');
  const watchers = [];
  for (const method of ['Watch', 'Frames', 'Watch', 'Frames']) {
    const peer = await connect();
    await peer.ask(call(method, undefined, { more: true }));
    watchers.push(peer);
  }
  assert.ok(listenerCount() >= 3);
  for (const peer of watchers) peer.socket.destroy();
  await eventually(() => listenerCount() === 0, 'the end of the listeners');
  assert.equal(peerClock.pending, 0);
  assert.equal(clock.pending, 0);
});
