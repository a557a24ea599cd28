import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import type { Driver } from '../src/driver/driver-connection.ts';
import { parseResponses, sendRaw, sendRequest } from './http-client.ts';
import { LONG_TIMEOUTS, serveInProcess } from './in-process-gateway.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

const PLAY = 'POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\n';
const entries = (async () => ({ entries: [] })) as unknown as Driver['call'];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a connection, says something, and notes its end. */
async function hold(port: number, localAddress: string, bytes = ''): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {}).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(bytes);
  return socket;
}

function stillOpen(sockets: readonly Socket[]): number {
  return sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded).length;
}

describe('connection limits', () => {
  test('an address that holds all it may have loses what it uses least, and is served itself', async (t) => {
    const gateway = await serveInProcess(entries, {
      timeouts: LONG_TIMEOUTS,
      limits: { connections_per_address: 4 },
    });
    t.after(() => gateway.close());
    const held: Socket[] = [];
    for (let i = 0; i < 4; i++) held.push(await hold(gateway.port, '127.0.0.2', PLAY));
    assert.equal(
      (await sendRequest(gateway.port, { path: '/healthz', localAddress: '127.0.0.2' })).status,
      200,
    );
    await pause(50);
    assert.equal(stillOpen(held), 3);
    assert.ok(held[0]?.destroyed || held[0]?.readableEnded, 'the oldest gave way');
    assert.deepEqual(gateway.events[0], [
      'connection_refused',
      { clientAddress: '127.0.0.2', reason: 'address_limit' },
    ]);
  });

  test('counts a port of the client for each address of the tree that it connects to', async (t) => {
    const gateway = await serveInProcess(entries, {
      timeouts: LONG_TIMEOUTS,
      limits: { connections_per_address: 2 },
    });
    const another = await gateway.listenAt('127.0.0.9');
    t.after(() => gateway.close());
    const localPort = 40_000 + (process.pid % 10_000);
    const held: Socket[] = [];
    for (const [host, port] of [
      ['127.0.0.1', gateway.port],
      ['127.0.0.9', another],
    ] as const) {
      const socket = connect({ host, port, localAddress: '127.0.0.2', localPort });
      held.push(socket.on('error', () => {}).resume());
      await new Promise((resolve) => socket.once('connect', resolve));
    }
    const newcomer = await hold(gateway.port, '127.0.0.2');
    await pause(50);
    assert.deepEqual([stillOpen(held), stillOpen([newcomer])], [1, 1]);
  });

  test('when all are taken, the address that has most makes room, also if every one has few', async (t) => {
    const gateway = await serveInProcess(entries, {
      timeouts: LONG_TIMEOUTS,
      limits: { connections: 6, connections_per_address: 4 },
    });
    t.after(() => gateway.close());
    const few = await Promise.all([1, 2].map(() => hold(gateway.port, '127.0.0.2')));
    const most = await Promise.all([1, 2, 3, 4].map(() => hold(gateway.port, '127.0.0.3')));
    for (let i = 0; i < 2; i++) {
      const answer = await sendRequest(gateway.port, {
        path: '/v1/animations',
        token: gateway.token,
        localAddress: `127.0.0.${4 + i}`,
      });
      assert.equal(answer.status, 200);
    }
    await pause(50);
    assert.deepEqual([stillOpen(few), stillOpen(most)], [2, 3]);
  });

  test('a connection whose request is being answered does not make room; the newcomer is refused', async (t) => {
    const call = (() => new Promise(() => {})) as Driver['call'];
    const gateway = await serveInProcess(call, { timeouts: LONG_TIMEOUTS, limits: { connections: 2 } });
    t.after(() => gateway.close());
    const token = `Authorization: Bearer ${gateway.token}\r\n\r\n`;
    const held = [
      await hold(gateway.port, '127.0.0.2', PLAY + token),
      await hold(gateway.port, '127.0.0.3', PLAY + token),
    ];
    await pause(50);
    const newcomer = await hold(gateway.port, '127.0.0.4');
    await pause(50);
    assert.equal(stillOpen(held), 2);
    assert.equal(stillOpen([newcomer]), 0);
    await pause(1_000);
    const later = await hold(gateway.port, '127.0.0.4');
    await pause(50);
    assert.deepEqual([stillOpen(held), stillOpen([later])], [1, 1], 'no answer protects for ever');
  });

  test('an address that opens connections without end is refused before they cost anything; another is not', async (t) => {
    const gateway = await serveInProcess(entries, {
      timeouts: LONG_TIMEOUTS,
      limits: { new_connections_per_second: 5 },
    });
    t.after(() => gateway.close());
    const sockets = await Promise.all(Array.from({ length: 30 }, () => hold(gateway.port, '127.0.0.2')));
    assert.equal(
      (await sendRequest(gateway.port, { path: '/healthz', localAddress: '127.0.0.3' })).status,
      200,
    );
    assert.ok(stillOpen(sockets) <= 10, 'two seconds may have been touched');
    await pause(1_000);
    assert.equal(
      (await sendRequest(gateway.port, { path: '/healthz', localAddress: '127.0.0.2' })).status,
      200,
    );
  });

  test('an address that keeps failing loses its connection with each answer', async (t) => {
    const gateway = await serveInProcess(entries, {
      timeouts: LONG_TIMEOUTS,
      limits: { failures_per_minute: 2 },
    });
    t.after(() => gateway.close());
    const answers = parseResponses(await sendRaw(gateway.port, `${PLAY}\r\n`.repeat(9)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 429],
    );
  });

  test('a client that does not read its answers is ended', async (t) => {
    const entry = { id: 'twinkle', title: 'x'.repeat(200_000), kind: 'animation', description: '' };
    const list = (async () => ({ entries: [entry] })) as unknown as Driver['call'];
    const gateway = await serveInProcess(list);
    t.after(() => gateway.close());
    const request = `GET /v1/animations HTTP/1.1\r\nHost: tree\r\nAuthorization: Bearer ${gateway.token}\r\n\r\n`;
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(request.repeat(100));
    const deadlineMs = Date.now() + 10_000;
    while (!gateway.events.some(([, { reason }]) => reason === 'answer_unread')) {
      assert.ok(Date.now() < deadlineMs, 'it was not ended');
      await pause(50);
    }
    socket.destroy();
    const [answer] = parseResponses(
      await sendRaw(gateway.port, request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')),
    );
    assert.equal(answer?.status, 200, 'the control: who reads gets as much');
  });
});

describe('over TLS', () => {
  let system: TestSystem;
  let ca = '';
  before(async () => {
    system = new TestSystem({
      limits: { connections: 6, connections_per_address: 4 },
      gatewayToml:
        '[timeouts]\nhandshake_ms = 300\n[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n',
    });
    ca = makeCertificate(system.folder).ca;
    await system.runDriver();
    await system.runGateway();
  });
  after(() => system.close());

  test('a second address is served while the first holds all it can: handshakes, headers, idle', async () => {
    const hello = Buffer.from('16030100c8010000c40303', 'hex').toString('latin1');
    const held = await Promise.all(
      ['', hello, '', hello].map((bytes) => hold(system.port, '127.0.0.2', bytes)),
    );
    const inTls = Array.from({ length: 6 }, () => {
      const socket = connectTls({ port: system.port, host: '127.0.0.1', ca, servername: 'localhost' });
      socket.on('error', () => {});
      socket.on('secureConnect', () => socket.write('GET /v1/status HTTP/1.1\r\nHost: tr'));
      return socket;
    });
    const answers = await Promise.all(
      Array.from({ length: 2 }, () =>
        system.request({ path: '/v1/status', token: system.token, ca, localAddress: '127.0.0.3' }),
      ),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    for (const socket of [...held, ...inTls]) socket.destroy();
  });

  test('a handshake that never ends is ended, and on record', async () => {
    const socket = await hold(system.port, '127.0.0.6', '\x16\x03\x01');
    await new Promise((resolve) => socket.once('close', resolve));
    await system.gateway.record(
      ({ reason, clientAddress }) => reason === 'ERR_TLS_HANDSHAKE_TIMEOUT' && clientAddress === '127.0.0.6',
    );
  });

  test('a client that wants to renegotiate is refused', async () => {
    const socket = connectTls({
      port: system.port,
      host: '127.0.0.1',
      ca,
      servername: 'localhost',
      maxVersion: 'TLSv1.2',
    });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.on('error', () => {});
    const outcome = await new Promise<string>((resolve) => {
      socket.once('close', () => resolve('closed'));
      socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'renegotiated'));
    });
    assert.notEqual(outcome, 'renegotiated');
    socket.destroy();
    assert.equal((await system.request({ path: '/healthz', ca })).status, 200);
  });
});
