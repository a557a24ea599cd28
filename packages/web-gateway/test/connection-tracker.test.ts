import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { waitUntil } from '@garland/test-kit/support';
import type { Driver } from '../src/driver/driver-connection.ts';
import type { GatewayLimits } from '../src/rate-limits.ts';
import { parseResponses, sendRaw, sendRequest } from './http-client.ts';
import {
  CHECK_INTERVAL_MS,
  type InProcessGateway,
  LONG_TIMEOUTS,
  serveInProcess,
} from './in-process-gateway.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

const PLAY = 'POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\n';
const SECOND_MS = 1_000;
const entries = (async () => ({ entries: [] })) as unknown as Driver['call'];

/** A gateway with these limits, in time that the test makes pass. */
async function serveLimited(t: TestContext, limits: Partial<GatewayLimits>, call = entries) {
  let nowMs = 0;
  const gateway = await serveInProcess(call, { limits, nowMs: () => nowMs });
  t.after(() => gateway.close());
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  return Object.assign(gateway, { advance });
}

/** Opens a connection and sends something. */
async function hold(port: number, localAddress: string, bytes = '', localPort?: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress, ...(localPort && { localPort }) });
  socket.on('error', () => {}).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(bytes);
  return socket;
}

/** The same, once the gateway has accepted or refused it. A moment later than the one before. */
async function holdAt(gateway: Awaited<ReturnType<typeof serveLimited>>, ...from: HoldArguments) {
  gateway.advance(1);
  const before = gateway.accepted.length;
  const socket = await hold(gateway.port, ...from);
  await waitUntil('the connection', () => gateway.accepted.length > before);
  return socket;
}
type HoldArguments = [localAddress: string, bytes?: string];

async function closed(socket: Socket | undefined): Promise<void> {
  await waitUntil('the end of the connection', () => socket?.closed ?? false);
}

/** Whose connection was refused or closed, and why. */
function refusals({ events }: InProcessGateway): unknown[] {
  return events
    .filter(([event]) => event === 'connection_refused')
    .map(([, { clientAddress, reason }]) => [clientAddress, reason]);
}

describe('connection limits', () => {
  test('an address that holds all it may have loses what it uses least, and is served itself', async (t) => {
    const gateway = await serveLimited(t, { connections_per_address: 4 });
    const held: Socket[] = [];
    for (let i = 0; i < 4; i++) held.push(await holdAt(gateway, '127.0.0.2', PLAY));
    assert.equal(
      (await sendRequest(gateway.port, { path: '/healthz', localAddress: '127.0.0.2' })).status,
      200,
    );
    await closed(held[0]);
    assert.deepEqual(refusals(gateway), [['127.0.0.2', 'address_limit']]);
  });

  test('counts a port of the client for each address of the tree that it connects to', async (t) => {
    const gateway = await serveLimited(t, { connections_per_address: 2 });
    const another = await gateway.listenAt('127.0.0.9');
    const first = await holdAt(gateway, '127.0.0.2');
    const second = connect({
      ...{ host: '127.0.0.9', port: another },
      ...{ localAddress: '127.0.0.2', localPort: first.localPort ?? 0 },
    });
    second.on('error', () => {}).resume();
    await waitUntil('the second connection', () => gateway.accepted.length === 2);
    await holdAt(gateway, '127.0.0.2');
    await closed(first);
    assert.deepEqual(refusals(gateway), [['127.0.0.2', 'address_limit']]);
    second.destroy();
  });

  test('when all are taken, the address that has most makes room, also if every one has few', async (t) => {
    const gateway = await serveLimited(t, { connections: 6, connections_per_address: 4 });
    for (let i = 0; i < 2; i++) await holdAt(gateway, '127.0.0.2');
    const most: Socket[] = [];
    for (let i = 0; i < 4; i++) most.push(await holdAt(gateway, '127.0.0.3'));
    for (let i = 0; i < 2; i++) {
      const answer = await sendRequest(gateway.port, {
        path: '/v1/animations',
        token: gateway.token,
        localAddress: `127.0.0.${4 + i}`,
      });
      assert.equal(answer.status, 200);
      // Its room is for the next.
      await closed(gateway.accepted.at(-1));
    }
    await closed(most[0]);
    assert.deepEqual(refusals(gateway), [['127.0.0.3', 'total_limit']]);
  });

  test('a connection whose request is being answered does not make room; the newcomer is refused', async (t) => {
    let calls = 0;
    const call = (() => new Promise(() => calls++)) as Driver['call'];
    const gateway = await serveLimited(t, { connections: 2 }, call);
    const token = `Authorization: Bearer ${gateway.token}\r\n\r\n`;
    const oldest = await holdAt(gateway, '127.0.0.2', PLAY + token);
    await waitUntil('the first call', () => calls === 1);
    await holdAt(gateway, '127.0.0.3', PLAY + token);
    await waitUntil('the second call', () => calls === 2);
    await closed(await holdAt(gateway, '127.0.0.4'));
    assert.deepEqual(refusals(gateway), [['127.0.0.4', 'total_limit']]);
    gateway.advance(SECOND_MS);
    await holdAt(gateway, '127.0.0.5');
    await closed(oldest);
    assert.deepEqual(
      refusals(gateway).slice(1),
      [['127.0.0.2', 'total_limit']],
      'no answer protects for ever',
    );
  });

  test('an address that opens connections without end is refused before they cost anything; another is not', async (t) => {
    const gateway = await serveLimited(t, { new_connections_per_second: 5 });
    await Promise.all(Array.from({ length: 30 }, () => hold(gateway.port, '127.0.0.2')));
    await waitUntil('all connections', () => gateway.accepted.length === 30);
    assert.deepEqual(refusals(gateway), Array(25).fill(['127.0.0.2', 'rate_limit']));
    const check = (localAddress: string) => sendRequest(gateway.port, { path: '/healthz', localAddress });
    assert.equal((await check('127.0.0.3')).status, 200);
    gateway.advance(SECOND_MS - 1);
    await assert.rejects(check('127.0.0.2'));
    gateway.advance(1);
    assert.equal((await check('127.0.0.2')).status, 200);
  });

  test('an address that keeps failing loses its connection with each answer', async (t) => {
    const gateway = await serveLimited(t, { failures_per_minute: 2 });
    const answers = parseResponses(await sendRaw(gateway.port, `${PLAY}\r\n`.repeat(9)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 429],
    );
  });

  test('a client that does not read its answers is ended', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const entry = { id: 'twinkle', title: 'x'.repeat(200_000), kind: 'animation', description: '' };
    const list = (async () => ({ entries: [entry] })) as unknown as Driver['call'];
    const gateway = await serveLimited(t, {}, list);
    const request = `GET /v1/animations HTTP/1.1\r\nHost: tree\r\nAuthorization: Bearer ${gateway.token}\r\n\r\n`;
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(request.repeat(100));
    const check = (): void => t.mock.timers.tick(CHECK_INTERVAL_MS);
    await waitUntil('an answer that waits to be read', () => {
      check();
      return (gateway.accepted[0]?.writableLength ?? 0) > 0;
    });
    assert.deepEqual(refusals(gateway), [], 'in no time');
    await waitUntil('its end', () => {
      gateway.advance(LONG_TIMEOUTS.answer_ms);
      check();
      return gateway.accepted[0]?.destroyed ?? false;
    });
    assert.deepEqual(refusals(gateway), [['127.0.0.1', 'answer_unread']]);
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
    system = systemWithTls(LONG_TIMEOUTS.handshake_ms);
    ca = makeCertificate(system.folder).ca;
    await system.runDriver();
    await system.runGateway();
  });
  after(() => system.close());

  function systemWithTls(handshakeMs: number): TestSystem {
    return new TestSystem({
      limits: { connections: 6, connections_per_address: 4 },
      gatewayToml: `[timeouts]\nhandshake_ms = ${handshakeMs}\n[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n`,
    });
  }

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

  test('a handshake that never ends is ended, and on record', async (t) => {
    const impatient = systemWithTls(300);
    t.after(() => impatient.close());
    makeCertificate(impatient.folder);
    await impatient.runGateway();
    const patient = await hold(system.port, '127.0.0.6', '\x16\x03\x01');
    const socket = await hold(impatient.port, '127.0.0.6', '\x16\x03\x01');
    await closed(socket);
    assert.ok(!patient.closed, 'the control: a gateway that waits longer still waits');
    await impatient.gateway.record(
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
