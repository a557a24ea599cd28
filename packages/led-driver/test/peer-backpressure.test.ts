import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
  const {
    connect,
    accepted,
    peerClock: peerTime,
    log,
  } = await serveRole(t, 'local', { pixels: 500, limits: UNLIMITED_RATE });
  const peer = await connect();
  peer.socket.pause();
  // More than the socket takes, and less than the backlog with which nothing more would be read.
  for (let i = 0; i < 7; i++) peer.send(call('Strip'));
  await eventually(() => accepted[0]!.writableLength > 0);
  peer.send('nonsense\0'.repeat(100_000));
  await eventually(() => log.of('connection_closed').length === 1);
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

test('a watcher is not idle', async (t) => {
  const {
    connect,
    peerClock: peerTime,
    play,
  } = await serveRole(t, 'local', { limits: { idleDeadlineMs: 500 } });
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  peerTime.advance(86_400_000);
  play('snow');
  await peer.received(2);
  assert.equal(peer.replies[1].parameters.state.animation, 'snow');
});

test('a peer that ends its side gets the replies to what it had asked, also if it has to wait', async (t) => {
  const { connect, peerClock: peerTime } = await serveRole(t, 'remote', {
    limits: { callsPerSecond: 10, callBurst: 2 },
  });
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
  const { connect, listenerCount: listening } = await serveRole(t, 'remote');
  const peer = await connect();
  await peer.ask(call('Watch', undefined, { more: true }));
  assert.equal(listening(), 1);
  peer.socket.end(call('Status'));
  await peer.end();
  assert.equal(listening(), 0);
});

test('a watcher that goes leaves nothing behind', async (t) => {
  const { connect, listenerCount: listening, peerClock: peerTime, clock } = await serveRole(t, 'local');
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
