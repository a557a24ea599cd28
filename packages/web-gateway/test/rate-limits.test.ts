import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { claimsFor, nowS, signClaims } from '@garland/test-kit/tokens';
import type { Driver } from '../src/driver/driver-connection.ts';
import { sendRequest, type TestResponse } from './http-client.ts';
import { SHORT_TIMEOUTS, serveInProcess } from './in-process-gateway.ts';
import { TestSystem } from './test-system.ts';

const MINUTE_MS = 60_000;
const STATE = { animation: 'twinkle', title: 'Twinkle', since: '2025-12-24T17:00:00Z', brightness: 60 };
const showStatus = (async () => ({ state: STATE })) as unknown as Driver['call'];

let system: TestSystem;
before(async () => {
  system = await TestSystem.start({
    limits: { failures_per_minute: 5, requests_per_minute: 8, connections_per_address: 4, connections: 6 },
  });
});
after(() => system.close());

const ROUTES = [
  ['POST', '/v1/animations/off', '127.0.0.31'],
  ['GET', '/v1/animations', '127.0.0.32'],
  ['GET', '/v1/status', '127.0.0.33'],
  ['GET', '/nothing-here', '127.0.0.34'],
] as const;

for (const [method, path, localAddress] of ROUTES) {
  test(`failures of an address are limited at ${method} ${path}`, async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await system.request({ method, path, localAddress })).status);
    assert.ok(statuses.slice(0, 5).every((status) => status === 401 || status === 404));
    assert.equal(statuses[5], 429);
  });
}

test('a valid token is served although other clients at its address are over the limit', async () => {
  const gateway = await serveInProcess(showStatus, { limits: { failures_per_minute: 3 } });
  const { port, tokens } = gateway;
  const [own, unused, revoked] = [tokens.issue(), tokens.issue(), tokens.issue({}, { revokedAt: nowS() })];
  const [expired, unlisted] = [
    tokens.issue({ exp: nowS() - 6 }),
    signClaims(claimsFor(), tokens.keys.privateKey),
  ];
  const statusOf = async (token?: string): Promise<number> =>
    (await sendRequest(port, { path: '/v1/status', token })).status;
  try {
    assert.equal(await statusOf(own), 200);
    for (let i = 0; i < 3; i++) assert.equal(await statusOf(), 401);
    for (const token of [undefined, 'garbage', revoked, expired, unlisted, `${unused.slice(0, -4)}AAAA`])
      assert.equal(await statusOf(token), 429, token);
    assert.equal(await statusOf(own), 200, 'a token that was used before');
    assert.equal(await statusOf(unused), 200, 'a token that was never used');
  } finally {
    gateway.close();
  }
});

/** Retry-After is the rest of a minute that began between the start of the test and now. */
function assertRestOfMinute({ headers }: TestResponse, startedMs: number): void {
  const seconds = Number(headers['retry-after']);
  const elapsedS = Math.ceil((performance.now() - startedMs) / 1000);
  assert.ok(seconds >= Math.max(1, 60 - elapsedS) && seconds <= 60, `${seconds} after ${elapsedS} s`);
}

test('a token is limited by itself, wherever it is used from', async () => {
  const [one, other] = [system.tokens.issue(), system.tokens.issue()];
  const answers: TestResponse[] = [];
  const startedMs = performance.now();
  for (let i = 0; i < 10; i++) answers.push(await system.play('off', one));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(8).fill(200), 429, 429],
  );
  const last = answers[9]!;
  assert.equal(last.json.code, 'too_many_requests');
  assertRestOfMinute(last, startedMs);
  assert.equal((await system.recordOf(last)).event, 'request_rate_limited');
  const elsewhere = await system.request({ path: '/v1/status', token: one, localAddress: '127.0.0.2' });
  assert.equal(elsewhere.status, 429);
  assert.equal((await system.request({ path: '/v1/status', token: other })).status, 200);
});

test('a token is limited even if no body ever ends, so that it cannot fill the journal', async () => {
  const gateway = await serveInProcess(() => assert.fail('the driver was asked'), {
    limits: { requests_per_minute: 3 },
    timeouts: SHORT_TIMEOUTS,
  });
  try {
    const head = `POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\nAuthorization: Bearer ${gateway.token}\r\n`;
    for (const body of ['Content-Length: 9\r\n\r\nabc', 'Transfer-Encoding: chunked\r\n\r\nxyz\r\n']) {
      for (let i = 0; i < 4; i++) {
        const socket = connect(gateway.port, '127.0.0.1');
        socket.on('error', () => {}).resume();
        socket.end(head + body);
        await new Promise((resolve) => socket.once('close', resolve));
      }
    }
    const names = gateway.events.map(([event]) => event).filter((event) => event.startsWith('request'));
    assert.deepEqual(names, [...Array(3).fill('request'), ...Array(5).fill('request_rate_limited')]);
  } finally {
    gateway.close();
  }
});

test('valid requests never count as failures, however many; nor does the health check', async () => {
  for (let i = 0; i < 10; i++) assert.equal((await system.play('off', system.tokens.issue())).status, 200);
  for (let i = 0; i < 10; i++) assert.equal((await system.request({ path: '/healthz' })).status, 200);
});

test('a client that polls the health check is limited; another client is not', async () => {
  const gateway = await serveInProcess(showStatus, { limits: { health_checks_per_minute: 3 } });
  try {
    const check = (localAddress: string) => sendRequest(gateway.port, { path: '/healthz', localAddress });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await check('127.0.0.3')).status);
    assert.deepEqual(statuses.slice(3), [429, 429]);
    assert.notEqual(statuses[0], 429);
    assert.notEqual((await check('127.0.0.4')).status, 429);
    const { json, headers } = await check('127.0.0.3');
    assert.equal(json.code, 'too_many_requests');
    assert.equal(headers.connection, 'close');
    assert.equal(
      (
        await sendRequest(gateway.port, {
          path: '/v1/status',
          localAddress: '127.0.0.3',
          token: gateway.token,
        })
      ).status,
      200,
    );
  } finally {
    gateway.close();
  }
});

test('requests do not count as failures while the registry is missing', async () => {
  const gateway = await serveInProcess(showStatus, { limits: { failures_per_minute: 3 } });
  const { port, token, tokens } = gateway;
  try {
    renameSync(tokens.registryPath, `${tokens.registryPath}.away`);
    for (let i = 0; i < 6; i++)
      assert.equal((await sendRequest(port, { path: '/v1/status', token })).status, 503);
    renameSync(`${tokens.registryPath}.away`, tokens.registryPath);
    assert.equal((await sendRequest(port, { path: '/v1/status', token })).status, 200);
  } finally {
    gateway.close();
  }
});

test('nor do concurrent valid requests, close to the limit', async () => {
  const localAddress = '127.0.0.4';
  const path = '/v1/status';
  for (let i = 0; i < 4; i++) await system.request({ path, localAddress, token: `x${i}` });
  const token = system.tokens.issue();
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => system.request({ path, localAddress, token })),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
});

test('an address that keeps failing is refused, whatever other address it names; another address is not', async () => {
  const token = system.tokens.issue();
  const codes: unknown[] = [];
  const startedMs = performance.now();
  for (let i = 0; i < 7; i++)
    codes.push((await system.request({ path: '/v1/status', token: `x${i}` })).json.code);
  assert.deepEqual(codes, [...Array(5).fill('unauthenticated'), 'too_many_failures', 'too_many_failures']);
  const refused = await system.request({
    path: '/v1/status',
    headers: { 'X-Forwarded-For': '9.9.9.9', Forwarded: 'for=9.9.9.9' },
  });
  assert.equal(refused.status, 429, 'a header that names another address changed the one that counts');
  assertRestOfMinute(refused, startedMs);
  assert.equal((await system.recordOf(refused)).reason, 'too_many_failures');
  assert.equal((await system.request({ path: '/v1/status', token, localAddress: '127.0.0.2' })).status, 200);
});

test('one address does not get every connection', async () => {
  const sockets = await openConnections('127.0.0.3', 8);
  const request = { path: '/v1/status', token: system.tokens.issue(), localAddress: '127.0.0.4' };
  const other = await system.request(request);
  assert.equal(other.status, 200);
  // Records come in order, so those of the connections before it are there.
  await system.recordOf(other);
  assert.deepEqual(refusals('127.0.0.3'), Array(4).fill('address_limit'));
  for (const socket of sockets) socket.destroy();
});

test('all addresses together get no more than the total of connections', async () => {
  const sockets = [...(await openConnections('127.0.0.5', 4)), ...(await openConnections('127.0.0.6', 4))];
  await system.gateway.record(({ reason }) => reason === 'total_limit');
  for (const socket of sockets) socket.destroy();
});

/** Of the connections from this address, those that were refused or closed, and why. */
function refusals(localAddress: string): unknown[] {
  return system.gateway
    .recordsOf('connection_refused')
    .filter(({ clientAddress }) => clientAddress === localAddress)
    .map(({ reason }) => reason);
}

for (const minutes of [-45, 45])
  test(`a clock that is put right by ${minutes} minutes changes no limit`, async (t) => {
    let nowMs = 0;
    const limits = {
      failures_per_minute: 3,
      requests_per_minute: 3,
      connections_per_address: 9,
      connections: 9,
    };
    const call = (async () => ({ entries: [] })) as unknown as Driver['call'];
    const gateway = await serveInProcess(call, { limits, nowMs: () => nowMs });
    t.after(() => gateway.close());
    const list = (token: string, localAddress: string): Promise<TestResponse> =>
      sendRequest(gateway.port, { path: '/v1/animations', token, localAddress });
    const statuses = async (count: number): Promise<[number[], number[]]> => {
      const [good, bad]: [number[], number[]] = [[], []];
      for (let i = 0; i < count; i++) {
        good.push((await list(gateway.token, '127.0.0.1')).status);
        bad.push((await list('x', '127.0.0.2')).status);
      }
      return [good, bad];
    };
    const startMs = Date.now();
    // The token is good for an hour, so at both times.
    t.mock.method(Date, 'now', () => startMs + Math.max(0, -minutes) * MINUTE_MS);
    assert.deepEqual(await statuses(4), [
      [200, 200, 200, 429],
      [401, 401, 401, 429],
    ]);
    t.mock.method(Date, 'now', () => startMs + Math.max(0, minutes) * MINUTE_MS);
    nowMs += 20_000;
    for (const answer of [await list(gateway.token, '127.0.0.1'), await list('x', '127.0.0.2')])
      assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '40']);
    nowMs += 40_000;
    assert.deepEqual(await statuses(1), [[200], [401]]);
  });

async function openConnections(localAddress: string, count: number): Promise<Socket[]> {
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect({ port: system.port, host: '127.0.0.1', localAddress });
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      return socket;
    }),
  );
}
