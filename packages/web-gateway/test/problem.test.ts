import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseResponses, sendRaw, type TestRequest, type TestResponse } from './http-client.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start();
});
after(() => system.close());

/** An attempt that is refused, and the same attempt without the cause, which is not. */
interface Case {
  readonly title: string;
  readonly refused: Partial<TestRequest>;
  readonly control: Partial<TestRequest>;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

const PLAY = { method: 'POST', path: '/v1/animations/twinkle' };

const CASES: readonly Case[] = [
  {
    title: 'a path that does not exist',
    refused: { path: '/v1/statuses' },
    control: {},
    status: 404,
    code: 'not_found',
    reason: 'unknown_path',
  },
  {
    title: 'a path in another case',
    refused: { path: '/V1/status' },
    control: {},
    status: 404,
    code: 'not_found',
    reason: 'unknown_path',
  },
  {
    title: 'a path with a slash too many',
    refused: { path: '/v1/status/' },
    control: {},
    status: 404,
    code: 'not_found',
    reason: 'unknown_path',
  },
  {
    title: 'a path with dot segments',
    refused: { path: '/v1/animations/../status' },
    control: {},
    status: 400,
    code: 'bad_request',
    reason: 'dot_segments',
  },
  ...['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'GET', 'HEAD'].map((method) => ({
    title: `${method} where POST is`,
    refused: { ...PLAY, method },
    control: PLAY,
    status: 405,
    code: 'method_not_allowed',
    reason: 'wrong_method',
    headers: { allow: 'POST' },
  })),
  ...['POST', 'TRACE', 'OPTIONS'].map((method) => ({
    title: `${method} where GET is`,
    refused: { method },
    control: { method: 'HEAD' },
    status: 405,
    code: 'method_not_allowed',
    reason: 'wrong_method',
    headers: { allow: 'GET, HEAD' },
  })),
  {
    title: 'a method that is not allowed, on a path for monitors',
    refused: { path: '/healthz', method: 'POST' },
    control: { path: '/healthz' },
    status: 405,
    code: 'method_not_allowed',
    reason: 'wrong_method',
    headers: { allow: 'GET, HEAD' },
  },
  {
    title: 'an animation that the tree does not have',
    refused: { ...PLAY, path: '/v1/animations/blizzard' },
    control: PLAY,
    status: 404,
    code: 'unknown_animation',
    reason: 'unknown_animation',
  },
  {
    title: 'an animation that is not for remote use',
    refused: { ...PLAY, path: '/v1/animations/fire' },
    control: PLAY,
    status: 404,
    code: 'unknown_animation',
    reason: 'unknown_animation',
  },
  {
    title: 'an ID in capitals',
    refused: { ...PLAY, path: '/v1/animations/Twinkle' },
    control: PLAY,
    status: 404,
    code: 'unknown_animation',
    reason: 'unknown_animation',
  },
  {
    title: 'an ID of 33 characters',
    refused: { ...PLAY, path: `/v1/animations/${'a'.repeat(33)}` },
    control: PLAY,
    status: 404,
    code: 'unknown_animation',
    reason: 'unknown_animation',
  },
  ...['%74winkle', 'twinkle%00', '%E2%80%AE', '%', '%zz', 'a%2fb', 'twinkle;x=1', '__proto__%20'].map(
    (id) => ({
      title: `the ID ${id}`,
      refused: { ...PLAY, path: `/v1/animations/${id}` },
      control: PLAY,
      status: 400,
      code: 'bad_request',
      reason: 'target_form',
    }),
  ),
  {
    title: 'a target of 513 bytes',
    refused: { path: `/v1/status?${'q'.repeat(513 - '/v1/status?'.length)}` },
    control: { path: `/v1/status?${'q'.repeat(512 - '/v1/status?'.length)}` },
    status: 414,
    code: 'uri_too_long',
    reason: 'target_length',
  },
  {
    title: 'a body of 1025 bytes',
    refused: { ...PLAY, body: 'b'.repeat(1025) },
    control: { ...PLAY, body: 'b'.repeat(1024) },
    status: 413,
    code: 'content_too_large',
    reason: 'body_length',
  },
  {
    title: 'a chunked body of 1025 bytes',
    refused: { ...PLAY, body: 'b'.repeat(1025), headers: { 'Transfer-Encoding': 'chunked' } },
    control: { ...PLAY, body: 'b'.repeat(1024), headers: { 'Transfer-Encoding': 'chunked' } },
    status: 413,
    code: 'content_too_large',
    reason: 'body_length',
  },
  {
    title: 'an expectation of miracles',
    refused: { ...PLAY, headers: { Expect: 'a-miracle' } },
    control: { ...PLAY, headers: { Expect: '100-continue' } },
    status: 417,
    code: 'expectation_failed',
    reason: 'expectation',
  },
  {
    title: 'more than 64 headers',
    refused: { headers: manyHeaders(65) },
    control: { headers: manyHeaders(60) },
    status: 431,
    code: 'header_fields_too_large',
    reason: 'header_count',
  },
];

for (const { title, refused, control, status, code, reason, headers = {} } of CASES) {
  test(`refuses ${title}`, async () => {
    const answer = await system.request({ path: '/v1/status', token: system.token, ...refused });
    assert.equal(answer.status, status, answer.text);
    if (refused.method !== 'HEAD') assert.equal(answer.json.code, code);
    for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers[name], value);
    const record = await system.recordOf(answer);
    assert.equal(record.reason, reason);
    assert.equal(record.status, status);
    assert.equal(record.clientAddress, '127.0.0.1');
    const accepted = await system.request({ path: '/v1/status', token: system.token, ...control });
    assert.equal(accepted.status, 200, accepted.text);
  });
}

/** The same for what no client library sends. The control is the same bytes without the marked part. */
interface RawCase {
  readonly title: string;
  readonly refused: string;
  readonly control?: string;
  readonly status: number;
  readonly code: string;
}

const AUTHORIZATION = 'Authorization: Bearer TOKEN\r\n';
const GET = `GET /v1/status HTTP/1.1\r\nHost: tree\r\nConnection: close\r\n${AUTHORIZATION}`;

const RAW_CASES: readonly RawCase[] = [
  { title: 'Host twice', refused: `${GET}Host: other\r\n\r\n`, status: 400, code: 'bad_request' },
  { title: 'Host twice, alike', refused: `${GET}hOST: tree\r\n\r\n`, status: 400, code: 'bad_request' },
  { title: 'Authorization twice', refused: `${GET}${AUTHORIZATION}\r\n`, status: 400, code: 'bad_request' },
  {
    title: 'an absolute target',
    refused: `${GET.replace('/v1', 'http://tree/v1')}\r\n`,
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'OPTIONS *',
    refused: 'OPTIONS * HTTP/1.1\r\nHost: tree\r\n\r\n',
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'CONNECT',
    refused: 'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: tree\r\n\r\n',
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'HTTP/0.9',
    refused: `${GET.replace('HTTP/1.1', 'HTTP/0.9')}\r\n`,
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'HTTP/2.0',
    refused: `${GET.replace('HTTP/1.1', 'HTTP/2.0')}\r\n`,
    status: 400,
    code: 'bad_request',
  },
  { title: 'no Host', refused: `${GET.replace('Host: tree\r\n', '')}\r\n`, status: 400, code: 'bad_request' },
  {
    title: 'a length and chunks at once',
    refused: `${GET}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    control: `${GET}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'a header with NUL',
    refused: `${GET}X: a\0b\r\n\r\n`,
    control: `${GET}X: ab\r\n\r\n`,
    status: 400,
    code: 'bad_request',
  },
  {
    title: 'a header of 9 KiB',
    refused: `${GET}X: ${'x'.repeat(9 * 1024)}\r\n\r\n`,
    control: `${GET}X: ${'x'.repeat(6 * 1024)}\r\n\r\n`,
    status: 431,
    code: 'header_fields_too_large',
  },
  { title: 'no HTTP at all', refused: '\x16\x03\x01\x02\0\x01\0', status: 400, code: 'bad_request' },
];

for (const { title, refused, control = `${GET}\r\n`, status, code } of RAW_CASES) {
  test(`refuses ${title}`, async () => {
    const [answer] = await sendWithToken(refused);
    assert.equal(answer?.status, status, answer?.text);
    assert.equal(answer?.json.code, code);
    assert.equal(answer?.headers.connection, 'close');
    const [accepted] = await sendWithToken(control);
    assert.equal(accepted?.status, 200, accepted?.text);
  });
}

test('an upgrade is not taken up', async () => {
  const [answer] = await sendWithToken(`${GET.replace('close', 'Upgrade')}Upgrade: websocket\r\n\r\n`, 300);
  assert.equal(answer?.status, 200);
});

test('pipelined requests are answered in order', async () => {
  const keepAlive = GET.replace('Connection: close\r\n', '');
  const answers = await sendWithToken(
    `${keepAlive}\r\n${keepAlive.replace('/v1/status', '/nowhere')}\r\n${GET}\r\n`,
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 404, 200],
  );
});

test('garbage after a request is answered after it', async () => {
  const play = `POST /v1/animations/off HTTP/1.1\r\nHost: tree\r\n${AUTHORIZATION}\r\n`;
  const answers = await sendWithToken(`${play}${play}garbage\r\n\r\n`);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 400],
  );
});

test('CONNECT after requests is answered after them, and nothing behind it', async () => {
  const play = `POST /v1/animations/off HTTP/1.1\r\nHost: tree\r\n${AUTHORIZATION}\r\n`;
  const answers = await sendWithToken(`${play}${play}CONNECT tree:443 HTTP/1.1\r\nHost: tree\r\n\r\n${play}`);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 400],
  );
});

test('an answer is not to be kept, run, framed or taken for another type, and does not say what made it', async () => {
  for (const path of ['/healthz', '/v1/status', '/nowhere']) {
    const { headers } = await system.request({ path });
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(String(headers['content-security-policy']), /^default-src 'none';/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    for (const name of [
      'x-powered-by',
      'etag',
      'server',
      'strict-transport-security',
      'access-control-allow-origin',
    ])
      assert.equal(headers[name], undefined, name);
  }
});

test('nothing was said on standard error', () => {
  assert.equal(system.gateway.stderr, '');
});

async function sendWithToken(text: string, quietMs = 0): Promise<TestResponse[]> {
  return parseResponses(await sendRaw(system.port, text.replaceAll('TOKEN', system.token), { quietMs }));
}

function manyHeaders(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count - 2 }, (_, i) => [`X-${i}`, '1']));
}
