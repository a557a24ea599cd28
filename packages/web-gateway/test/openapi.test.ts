import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ConnectionError } from '@garland/protocol/client';
import type { Driver } from '../src/driver/driver-connection.ts';
import { readGatewayConfig } from '../src/gateway-config.ts';
import { HTTP_PROBLEMS } from '../src/http/problem-texts.ts';
import {
  assertDocumented,
  assertValid,
  description,
  documentedResponses,
  matchesTemplate,
  provokedResponses,
} from './assert-documented.ts';
import { parseResponses, sendRaw, sendRequest, type TestRequest, type TestResponse } from './http-client.ts';
import { type InProcessGateway, SHORT_TIMEOUTS, serveInProcess } from './in-process-gateway.ts';
import { problemExamples } from './read-openapi.ts';
import { TestSystem } from './test-system.ts';

interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A scope that does not permit the operation. */
  readonly otherScope?: string;
}

const OPERATIONS: readonly Operation[] = [
  { method: 'GET', path: '/v1/animations' },
  { method: 'POST', path: '/v1/animations/twinkle', otherScope: 'play:off' },
  { method: 'GET', path: '/v1/status', otherScope: 'play' },
  { method: 'GET', path: '/healthz' },
];

let system: TestSystem;
let limited: InProcessGateway;
let driverless: InProcessGateway;
let faulty: InProcessGateway;
let impatient: InProcessGateway;

const unreachable = (async () => {
  throw new ConnectionError('closed', 'not connected');
}) as unknown as Driver['call'];
const faultyCall = (() => {
  throw new TypeError('a bug');
}) as Driver['call'];

before(async () => {
  [faulty, impatient, limited, driverless, system] = await Promise.all([
    serveInProcess(faultyCall),
    serveInProcess(faultyCall, { timeouts: SHORT_TIMEOUTS }),
    serveInProcess(unreachable, { limits: { failures_per_minute: 1, health_checks_per_minute: 1 } }),
    serveInProcess(unreachable, { isConnected: false }),
    TestSystem.start(),
  ]);
});
after(async () => {
  for (const gateway of [faulty, impatient, limited, driverless]) gateway.close();
  await system.close();
});

for (const { method, path, otherScope } of OPERATIONS) {
  const isOpen = path === '/healthz';
  const expect = async (status: number, answer: Promise<TestResponse>): Promise<void> =>
    assert.equal((await answer).status, status, (await answer).text);
  const asked = (changes: Partial<TestRequest> = {}): Promise<TestResponse> =>
    system.request({ method, path, token: system.token, ...changes });
  const askedRaw = async (status: number, port: number, headers: string): Promise<void> => {
    const [answer] = parseResponses(await sendRaw(port, `${method} ${path} HTTP/1.1\r\n${headers}`));
    assert.equal(answer?.status, status);
    assertDocumented(method, path, answer as TestResponse);
  };

  test(`${method} ${path} answers as described`, async () => {
    await expect(200, asked());
    await expect(405, asked({ method: 'DELETE' }));
    await expect(413, asked({ body: 'b'.repeat(2000) }));
    await expect(414, asked({ path: `${path}?${'q'.repeat(600)}` }));
    await expect(417, asked({ headers: { Expect: 'more' } }));
    await expect(503, sendRequest(driverless.port, { method, path, token: driverless.token }));
    await askedRaw(400, system.port, 'Host: x\r\nHost: y\r\n\r\n');
    await askedRaw(431, system.port, `Host: x\r\nX: ${'x'.repeat(9000)}\r\n\r\n`);
    await askedRaw(408, impatient.port, 'Host: x\r\n');
    await sendRequest(limited.port, { path: isOpen ? path : '/v1/status' });
    await expect(429, sendRequest(limited.port, { method, path }));
    if (isOpen) return;
    await expect(500, sendRequest(faulty.port, { method, path, token: faulty.token }));
    await expect(401, asked({ token: undefined }));
    if (otherScope) await expect(403, asked({ token: system.tokens.issue({ scope: otherScope }) }));
    if (method === 'POST') await expect(404, asked({ path: '/v1/animations/blizzard' }));
    if (method === 'GET') await expect(200, asked({ method: 'HEAD' }));
  });
}

for (const [path, operations] of Object.entries(description.paths)) {
  for (const [method, { 'x-codeSamples': samples, responses }] of Object.entries(operations)) {
    test(`the example of ${method.toUpperCase()} ${path} does what it says`, () => {
      assert.ok(samples.length > 0);
      for (const { source } of samples) {
        const line = source.replace('https://tree.example.org', `http://127.0.0.1:${system.port}`);
        const command = `${line} --silent --write-out '%{http_code} %{method} %{url_effective}'`;
        writeFileSync(system.path('phone.header'), `Authorization: Bearer ${system.token}\n`);
        const options = { cwd: system.folder, encoding: 'utf8' } as const;
        const [body = '', asked = ''] = execFileSync('sh', ['-c', command], options).split('\n');
        assertValid(responses['200']!.content['application/json']!.schema, JSON.parse(body), source);
        assert.ok(asked.startsWith(`200 ${method.toUpperCase()} http:`), asked);
        assert.ok(matchesTemplate(path, new URL(asked.split(' ')[2]!).pathname), asked);
      }
    });
  }
}

test('a response without X-Request-Id is as described only if its description allows that', async () => {
  const path = '/v1/status';
  for (const [request, mayLackIt] of [
    [{ path }, false],
    [{ path, token: system.token }, false],
    [{ path, body: 'b'.repeat(2000) }, true],
  ] as const) {
    const answer = await system.request(request);
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/);
    const { 'x-request-id': _id, ...headers } = answer.headers;
    const hold = (): void => assertDocumented('GET', path, { ...answer, headers });
    if (mayLackIt) hold();
    else assert.throws(hold, /lacks X-Request-Id/);
  }
});

test('every described response was provoked', () => {
  const unprovoked = [...documentedResponses].filter((response) => !provokedResponses.has(response));
  assert.deepEqual(unprovoked, []);
});

test('every problem of the gateway is described, with its own text as the example', () => {
  const { schemas } = description.components;
  const examples = problemExamples(description).map(({ value }) => value);
  for (const [code, { status, title, detail }] of Object.entries(HTTP_PROBLEMS)) {
    assertValid(schemas.Problem!, { type: `urn:garland:problem:${code}`, code, status, title, detail }, code);
    const own = examples.filter((problem) => problem.code === code);
    assert.ok(own.length > 0, code);
    for (const example of own)
      assert.deepEqual([example.title, example.status, example.detail], [title, status, detail], code);
  }
  const { enum: codes = [], 'x-enumDescriptions': meanings = {} } = schemas.Problem?.properties?.code ?? {};
  assert.deepEqual(codes.toSorted(), Object.keys(HTTP_PROBLEMS).sort());
  assert.deepEqual(Object.keys(meanings), codes);
});

test('the limits in the description are the defaults', () => {
  const file = join(system.folder, 'defaults.toml');
  writeFileSync(file, '[tokens]\npublic_key = "key.pem"\nregistry = "registry.json"\n');
  const { limits } = readGatewayConfig(file);
  const named = description.info.description.matchAll(/^\|[^|]+\| (?:token|client) \| (\d+) \|/gm);
  assert.deepEqual(
    [...named].map(([, perMinute]) => Number(perMinute)),
    [limits.requests_per_minute, limits.failures_per_minute, limits.health_checks_per_minute],
  );
});

test('every example in the description fits its own schema', () => {
  const media = Object.values(description.paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content }) => Object.values(content));
  assert.ok(media.length > 40);
  for (const { schema, examples } of media) {
    for (const { value } of Object.values(examples) as { value: unknown }[])
      assertValid(schema, value, 'example');
  }
});
