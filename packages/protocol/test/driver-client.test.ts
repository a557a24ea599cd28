import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ConnectionError, type ConnectionErrorCode, type DriverClient } from '../src/client/index.ts';
import { type AnimationId, CallError, encodeFrame, REPLY_LIMIT_BYTES } from '../src/index.ts';
import {
  connectToFakeService,
  PLAYBACK_STATE,
  type ServiceConnection,
  startFakeService,
} from './fake-service.ts';

const linkError = (code: ConnectionErrorCode) => (error: unknown) =>
  error instanceof ConnectionError && error.code === code;

const play = (client: DriverClient, id: string): Promise<unknown> =>
  client.call('Play', { id: id as AnimationId });

const entry = (id: string): object => ({ id, title: id, kind: 'animation', description: '' });

test('a call goes out as the protocol writes it, and its reply comes back checked', async (t) => {
  const { client, peer } = await connectToFakeService(t, (_, { reply }) =>
    reply({ parameters: { state: PLAYBACK_STATE } }),
  );
  assert.deepEqual(await client.call('SetBrightness', { percent: 60 }), { state: PLAYBACK_STATE });
  assert.deepEqual(peer.calls, [
    { method: 'io.garland.Driver.SetBrightness', parameters: { percent: 60 }, more: false, oneway: false },
  ]);
});

test('pipelined calls get their replies in the order of the calls', async (t) => {
  const held: (() => void)[] = [];
  const { client, peer } = await connectToFakeService(t, ({ parameters }, { reply }) => {
    held.push(() => reply({ parameters: { state: { ...PLAYBACK_STATE, animation: parameters.id } } }));
    if (held.length === 20) for (const answer of held) answer();
  });
  const ids = Array.from({ length: 20 }, (_, i) => `a${i}` as AnimationId);
  const replies = await Promise.all(ids.map((id) => client.call('Play', { id })));
  assert.deepEqual(
    replies.map(({ state }) => state.animation),
    ids,
  );
  assert.equal(peer.calls.length, 20);
});

test('replies are found wherever the stream is cut', async (t) => {
  const { client } = await connectToFakeService(t, async (_, { socket }) => {
    for (const byte of encodeFrame({ parameters: { entries: [entry('off')] } })) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  assert.deepEqual(await client.call('List', {}), { entries: [entry('off')] });
});

test('an error rejects its own call only, with its code and checked parameters', async (t) => {
  const { client } = await connectToFakeService(t, ({ parameters: { id } }, { reply }) => {
    reply(
      id === 'nope'
        ? { error: 'io.garland.Driver.UnknownAnimation', parameters: { id } }
        : { parameters: { state: PLAYBACK_STATE } },
    );
  });
  const [first, second, third] = await Promise.allSettled(
    ['off', 'nope', 'off'].map((id) => play(client, id)),
  );
  assert.deepEqual([first?.status, third?.status], ['fulfilled', 'fulfilled']);
  assert.ok(second?.status === 'rejected' && second.reason instanceof CallError);
  assert.equal(second.reason.code, 'io.garland.Driver.UnknownAnimation');
  assert.deepEqual(second.reason.parameters, { id: 'nope' });
});

const BAD_REPLIES: readonly [title: string, reply: object | string | Uint8Array][] = [
  ['is not JSON', 'hello\0'],
  ['is empty', '\0'],
  ['is not an object', '[]\0'],
  ['has an unknown key', { parameters: { state: PLAYBACK_STATE }, id: 1 }],
  ['says a key twice', '{"parameters":{},"parameters":{}}\0'],
  ['lacks a parameter', { parameters: {} }],
  ['has a parameter too many', { parameters: { state: PLAYBACK_STATE, more: 1 } }],
  ['has a parameter of another type', { parameters: { state: { ...PLAYBACK_STATE, brightness: 'full' } } }],
  ['announces another reply to a single call', { parameters: { state: PLAYBACK_STATE }, continues: true }],
  ['is too long', Buffer.alloc(REPLY_LIMIT_BYTES + 1, 120)],
  ['carries an error with a parameter missing', { error: 'io.garland.Driver.RateLimited', parameters: {} }],
  [
    'carries an error with a parameter of another type',
    { error: 'io.garland.Driver.RateLimited', parameters: { retryAfterMs: '5' } },
  ],
  ['carries an error without any parameters', { error: 'io.garland.Driver.UnknownAnimation' }],
  [
    'carries an error beside a right answer',
    { error: 'com.example.Surprise', parameters: { state: PLAYBACK_STATE } },
  ],
  ['carries an unknown error', { error: 'com.example.Surprise', parameters: {} }],
  ['carries an error named like what every object has', { error: 'toString', parameters: {} }],
];

describe('the connection ends, and every waiting call fails with bad_reply, when a reply', () => {
  for (const [title, reply] of BAD_REPLIES) {
    test(title, async (t) => {
      const { client, connection } = await connectToFakeService(t, (_, connection) =>
        send(connection, reply),
      );
      const calls = [client.call('Status', {}), client.call('Status', {})];
      await Promise.all(calls.map((call) => assert.rejects(call, linkError('bad_reply'))));
      assert.equal((await client.closed).code, 'bad_reply');
      await connection.closed;
      await assert.rejects(client.call('Status', {}), linkError('bad_reply'));
    });
  }
});

function send({ socket, reply }: ServiceConnection, message: object | string | Uint8Array): void {
  if (typeof message === 'string' || message instanceof Uint8Array) socket.write(message);
  else reply(message);
}

test('a reply that no call has asked for ends the connection', async (t) => {
  const { client, connection } = await connectToFakeService(t);
  connection.reply({ parameters: { state: PLAYBACK_STATE } });
  assert.equal((await client.closed).code, 'bad_reply');
});

test('a second reply to one call ends the connection, and the first still counts', async (t) => {
  const { client } = await connectToFakeService(t, (_, { reply }) => {
    reply({ parameters: { state: PLAYBACK_STATE } });
    reply({ parameters: { state: PLAYBACK_STATE } });
  });
  assert.deepEqual(await client.call('Status', {}), { state: PLAYBACK_STATE });
  assert.equal((await client.closed).code, 'bad_reply');
});

test('an answer that is late ends the connection, so that it can never be taken for another', async (t) => {
  const { client, connection } = await connectToFakeService(t);
  const calls = [client.call('Status', {}, { deadlineMs: 30 }), client.call('List', {})];
  await Promise.all(calls.map((call) => assert.rejects(call, linkError('timed_out'))));
  assert.equal((await client.closed).code, 'timed_out');
  await connection.closed;
});

test('a driver that goes away fails what waits and what comes after', async (t) => {
  const { client } = await connectToFakeService(t, (_, { socket }) => socket.destroy());
  await assert.rejects(client.call('Status', {}), linkError('driver_unreachable'));
  assert.equal((await client.closed).code, 'driver_unreachable');
  await assert.rejects(client.call('Status', {}), linkError('driver_unreachable'));
});

test('a driver that ends its side in the middle of a reply has gone away', async (t) => {
  const { client } = await connectToFakeService(t, (_, { socket }) => socket.end('{"param'));
  await assert.rejects(client.call('Status', {}), linkError('driver_unreachable'));
});

test('a driver that ends its side without reading what was sent has gone away', async (t) => {
  const { client, connection } = await connectToFakeService(t);
  connection.socket.pause();
  const call = play(client, 'x'.repeat(4 * 1024 * 1024));
  connection.socket.end();
  await assert.rejects(call, linkError('driver_unreachable'));
});

test('what was answered before the driver went away counts', async (t) => {
  const { client } = await connectToFakeService(t, (_, { socket }) => {
    socket.end(encodeFrame({ parameters: { state: PLAYBACK_STATE } }));
  });
  assert.deepEqual(await client.call('Status', {}), { state: PLAYBACK_STATE });
});

test('closing fails what waits with the code closed, and closing again is fine', async (t) => {
  const { client } = await connectToFakeService(t);
  const call = client.call('Status', {});
  client.close();
  client.close();
  await assert.rejects(call, linkError('closed'));
  assert.equal((await client.closed).code, 'closed');
});

test('whichever call is late, one after a patient call or one after others were answered, ends the connection', async (t) => {
  const patient = await connectToFakeService(t);
  const calls = [60_000, 30].map((deadlineMs) => patient.client.call('Status', {}, { deadlineMs }));
  await Promise.all(calls.map((call) => assert.rejects(call, /Status within 30 ms/)));

  let answers = 3;
  const tiring = await connectToFakeService(t, (_, { reply }) => {
    if (answers-- > 0) reply({ parameters: { state: PLAYBACK_STATE } });
  });
  const ask = () => tiring.client.call('Status', {}, { deadlineMs: 200 });
  await ask();
  await Promise.all([ask(), ask()]);
  await delay(100);
  const askedMs = performance.now();
  await assert.rejects(ask(), linkError('timed_out'));
  assert.ok(performance.now() - askedMs >= 199, 'its own deadline counts, not that of an earlier one');
});

test('many calls leave no listener behind, and but one timer, which ends with the connection', async (t) => {
  const { client } = await connectToFakeService(t, (_, { reply }) =>
    reply({ parameters: { state: PLAYBACK_STATE } }),
  );
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  for (let i = 0; i < 50; i++) await client.call('Status', {});
  assert.equal(timers(), before + 1);
  client.close();
  assert.equal(timers(), before);
  assert.deepEqual(warnings, []);
});

test('a connection that was handed over works like one that was opened', async (t) => {
  const peer = await startFakeService(t, (_, { reply }) => reply({ parameters: { state: PLAYBACK_STATE } }));
  const socket = connectSocket(peer.path);
  await once(socket, 'connect');
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('print-status-from-stdin.js', import.meta.url))],
    {
      stdio: [socket, 'pipe', 'inherit'],
    },
  );
  const [output] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  assert.equal(output.toString(), 'off\n');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  socket.destroy();
});
