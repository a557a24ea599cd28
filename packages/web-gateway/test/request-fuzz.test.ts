import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sendRaw } from './http-client.ts';
import { TestSystem } from './test-system.ts';

/** Each of them sends some connections at once. GARLAND_FUZZ_RUNS=100000 makes a night of it. */
const RUNS = Number(process.env.GARLAND_FUZZ_RUNS ?? 40);
const CONNECTIONS = 12;
/** How long a connection that the server keeps open is waited for. */
const QUIET_MS = 60;

let system: TestSystem;
before(async () => {
  system = await TestSystem.start();
});
after(() => system.close());

/** The right text most of the time, so that what follows it is reached. */
function mostly(right: string, ...others: string[]): fc.Arbitrary<string> {
  const wild = fc.string({ unit: 'binary', maxLength: 30 });
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(right) },
    { weight: 4, arbitrary: fc.constantFrom(right, ...others) },
    { weight: 1, arbitrary: wild },
  );
}

const target = fc.oneof(
  fc.constantFrom('/healthz', '/v1/status', '/v1/animations', '/v1/animations/twinkle', '/nowhere'),
  fc.constantFrom('/healthz', '*', '//', '/..', '/%00', 'http://x/', '/?', `/${'a'.repeat(600)}`),
  fc.webPath(),
);
const header = fc.oneof(
  fc.constantFrom('Connection: close', 'Authorization: Bearer a.b.c', 'Expect: 100-continue', 'TE: trailers'),
  fc.constantFrom(
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Host: y',
  ),
  fc.constantFrom(
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Upgrade: h2c',
    ' folded',
  ),
  fc
    .tuple(fc.stringMatching(/^[A-Za-z-]{1,12}$/), fc.string({ unit: 'binary', maxLength: 40 }))
    .map((pair) => pair.join(': ')),
);
const request = fc
  .tuple(
    mostly('GET', 'POST', 'HEAD', 'TRACE', 'CONNECT', 'OPTIONS', 'PRI', 'get'),
    target,
    mostly('HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1 '),
    mostly('Host: x', 'Host:', 'host: x\r\nHost: x', 'X: x'),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(header, { maxLength: 4 }) },
    ),
    mostly('\r\n', '\n', '\r'),
    mostly('', '5\r\nhello\r\n0\r\n\r\n', 'hello'),
  )
  .map(([method, path, version, host, headers, end, body]) =>
    [`${method} ${path} ${version}`, host, ...headers, '', body].join(end),
  );
const garbage = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const stream = fc
  .array(fc.oneof({ weight: 9, arbitrary: request }, { weight: 1, arbitrary: garbage }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((all) => all.join(''));

function atOnce<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: CONNECTIONS, maxLength: CONNECTIONS });
}

/** Status lines of answers; a status line inside a body would follow no blank line of its own. */
function statusesIn(text: string): number[] {
  return [...text.matchAll(/(?:^|\})HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

test('no bytes at all crash it, reach the driver, or are answered with 5xx', async () => {
  const before = system.driver?.stdout.length;
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(atOnce(stream), async (streams) => {
      const answers = await Promise.all(
        streams.map((bytes) => sendRaw(system.port, Buffer.from(bytes, 'latin1'), { quietMs: QUIET_MS })),
      );
      for (const status of answers.flatMap(statusesIn)) {
        seen.set(status, (seen.get(status) ?? 0) + 1);
        assert.ok(status < 500, `${status}`);
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  for (const status of [200, 400, 401, 404, 405]) assert.ok(seen.has(status), `no ${status} was provoked`);
  assert.equal((await system.play('twinkle')).status, 200);
  assert.equal(system.gateway.child.exitCode, null);
  assert.equal(system.gateway.stderr, '');
  const played = system.driver?.stdout.slice(before).match(/"requestId"/g) ?? [];
  assert.equal(played.length, 1, 'only the request with a token was heard');
});

test('every line of the audit trail is one JSON object in printable ASCII, of bounded length', () => {
  const lines = system.gateway.stdout.trimEnd().split('\n');
  assert.ok(lines.length > 20);
  for (const line of lines) {
    assert.match(line, /^[\x20-\x7e]+$/);
    assert.ok(line.length < 1_000, line);
    assert.equal(typeof JSON.parse(line).event, 'string');
  }
});

test('a token of random parts is refused with 401 or, if it is no header value, with 400', async () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 60 }),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    fc.constantFrom('eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9', 'A'.repeat(86), ''),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      const bytes = `GET /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${parts.join('.')}\r\n\r\n`;
      const answer = await sendRaw(system.port, Buffer.from(bytes, 'latin1'), { quietMs: 1_000 });
      const [status] = statusesIn(answer);
      assert.ok(status === 401 || status === 400, answer);
    }),
    { numRuns: RUNS * 5, endOnFailure: true },
  );
});
