import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConnectionError } from '../src/client/index.ts';
import { CallError } from '../src/index.ts';
import { connectToFakeService, PLAYBACK_STATE } from './fake-service.ts';

const state = (brightness: number): object => ({
  parameters: { state: { ...PLAYBACK_STATE, brightness } },
  continues: true,
});

/** Some turns of the event loop: this process has then read all that was in its sockets. */
async function someTurns(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Counts the listeners for the end, for which the platform has no API. */
class ListenerCountingSignal extends EventTarget {
  aborted = false;
  listeners = 0;

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(type, listener, options);
  }

  override removeEventListener(...[type, listener]: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(type, listener);
  }
}

test('a stream asks for more and yields each reply, until the driver ends it', async (t) => {
  const { client, peer, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
  const seen: number[] = [];
  for await (const reply of client.stream('Watch', {})) {
    const { brightness } = reply.state;
    seen.push(brightness);
    // The next one once this was read: of replies that wait, only the latest is kept.
    if (brightness < 3) connection.reply({ ...state(brightness + 1), continues: brightness < 2 });
  }
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(peer.calls[0]?.more, true);
  assert.equal((await client.closed).code, 'closed');
});

test('a slow consumer gets the newest, not a backlog', async (t) => {
  const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
  const stream = client.stream('Watch', {});
  assert.equal((await stream.next()).value?.state.brightness, 1);
  for (let percent = 2; percent <= 100; percent++) connection.reply(state(percent));
  await someTurns();
  assert.equal((await stream.next()).value?.state.brightness, 100);
  await stream.return();
});

describe('the connection is closed', () => {
  test('when the loop is left', async (t) => {
    const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
    for await (const _ of client.stream('Watch', {})) break;
    assert.equal((await client.closed).code, 'closed');
    await connection.closed;
  });

  test('when the loop throws', async (t) => {
    const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
    await assert.rejects(async () => {
      for await (const _ of client.stream('Watch', {})) throw new Error('mine');
    }, /mine/);
    await connection.closed;
  });

  test('when the signal aborts while the stream waits', async (t) => {
    const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const reply of client.stream('Watch', {}, { signal: stop.signal })) {
      seen.push(reply.state.brightness);
      setTimeout(() => stop.abort(), 5);
    }
    assert.deepEqual(seen, [1]);
    await connection.closed;
  });

  test('when the signal aborts while the consumer is busy, and nothing more is yielded', async (t) => {
    const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const reply of client.stream('Watch', {}, { signal: stop.signal })) {
      seen.push(reply.state.brightness);
      connection.reply(state(2));
      await someTurns();
      stop.abort();
      await connection.closed;
    }
    assert.deepEqual(seen, [1]);
  });

  test('when the signal was aborted before: nothing is sent at all', async (t) => {
    const { client, peer } = await connectToFakeService(t);
    for await (const _ of client.stream('Watch', {}, { signal: AbortSignal.abort() })) assert.fail('a reply');
    assert.equal((await client.closed).code, 'closed');
    await someTurns();
    assert.deepEqual(peer.calls, []);
  });
});

test('an error of the driver is thrown by the loop', async (t) => {
  const { client } = await connectToFakeService(t, (_, { reply }) => {
    reply({ error: 'io.garland.Driver.RateLimited', parameters: { retryAfterMs: 5 } });
  });
  await assert.rejects(client.stream('Watch', {}).next(), (error) => {
    return (
      error instanceof CallError &&
      error.is('io.garland.Driver.RateLimited') &&
      error.parameters.retryAfterMs === 5
    );
  });
});

test('a malformed reply in mid-stream is thrown by the loop as bad_reply', async (t) => {
  const { client, connection } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
  const stream = client.stream('Watch', {});
  await stream.next();
  connection.reply(state(101));
  await assert.rejects(
    stream.next(),
    (error) => error instanceof ConnectionError && error.code === 'bad_reply',
  );
});

test('a driver that goes away is thrown by the loop, after what came before', async (t) => {
  const { client } = await connectToFakeService(t, (_, { reply, socket }) => {
    reply(state(1));
    socket.end();
  });
  const stream = client.stream('Watch', {});
  assert.equal((await stream.next()).value?.state.brightness, 1);
  await assert.rejects(
    stream.next(),
    (error) => error instanceof ConnectionError && error.code === 'driver_unreachable',
  );
});

test('a stream that fails while it is not read causes no unhandled rejection', async (t) => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  t.after(() => process.off('unhandledRejection', onUnhandled));
  const { client } = await connectToFakeService(t, (_, { reply, socket }) => {
    reply(state(1));
    socket.destroy();
  });
  await client
    .stream('Watch', {})
    .next()
    .catch(() => {});
  await client.closed;
  await someTurns();
  assert.deepEqual(unhandled, []);
});

for (const [title, leave] of [
  ['left', (stream: AsyncGenerator) => stream.return(undefined)],
  ['failed', (stream: AsyncGenerator) => stream.throw(new Error('mine')).catch(() => {})],
] as const) {
  test(`a stream that was ${title} leaves no listener on its signal`, async (t) => {
    const { client } = await connectToFakeService(t, (_, { reply }) => reply(state(1)));
    const signal = new ListenerCountingSignal();
    const stream = client.stream('Watch', {}, { signal: signal as unknown as AbortSignal });
    await stream.next();
    assert.equal(signal.listeners, 1);
    await leave(stream);
    assert.equal(signal.listeners, 0);
  });
}
