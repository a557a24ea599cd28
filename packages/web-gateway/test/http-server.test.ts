import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { waitUntil } from '@garland/test-kit/support';
import { drainConnections } from '../src/drain-connections.ts';
import type { Driver } from '../src/driver/driver-connection.ts';
import { parseResponses, sendRaw, sendRequest } from './http-client.ts';
import {
  type InProcessGateway,
  LONG_TIMEOUTS,
  SHORT_TIMEOUTS,
  serveInProcess,
} from './in-process-gateway.ts';

const SECRET = 'what a client sent\n<0>forged';
let finish: (() => void) | undefined;
const STATE = { animation: 'twinkle', title: 'Twinkle', since: '2025-12-24T17:00:00Z', brightness: 60 };

/** Answers Play when `finish` is called, and has a bug in Status. */
const call = ((method: string) => {
  if (method === 'Status') throw new TypeError(SECRET);
  return new Promise<object>((resolve) => {
    finish = () => resolve({ state: STATE });
  });
}) as Driver['call'];

let gateway: InProcessGateway;
before(async () => {
  gateway = await serveInProcess(call);
});
after(() => gateway.close());
beforeEach(() => {
  finish = undefined;
});

async function driverAsked(): Promise<void> {
  await waitUntil('the call', () => finish !== undefined);
}

const REQUEST = 'POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\n';

const SLOW: readonly (readonly [title: string, bytes: string])[] = [
  ['headers that never end', `${REQUEST}X-Slow: `],
  ['half a request line', 'GET /v1/st'],
];

const BROKEN_BODIES: readonly (readonly [title: string, bytes: string, status: number, reason: string])[] = [
  ['a body that never comes', 'Content-Length: 10\r\n\r\n', 408, 'body_timeout'],
  ['half a body', 'Content-Length: 10\r\n\r\nabc', 408, 'body_timeout'],
  ['chunks that never end', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 408, 'body_timeout'],
  ['a chunk without a length', 'Transfer-Encoding: chunked\r\n\r\nxyz\r\n', 400, 'body_malformed'],
];

test('a body is held to its bounds at every path that a token opens', async () => {
  for (const path of ['GET /v1/animations', 'GET /v1/status', 'POST /v1/animations/twinkle']) {
    const own = await serveInProcess(() => assert.fail('the driver was asked'));
    try {
      const head = `${path} HTTP/1.1\r\nHost: tree\r\nAuthorization: Bearer ${own.token}\r\n`;
      const chunk = `Transfer-Encoding: chunked\r\n\r\n401\r\n${'x'.repeat(0x401)}\r\n0\r\n\r\n`;
      const [answer] = parseResponses(await sendRaw(own.port, head + chunk));
      assert.equal(answer?.status, 413, path);
    } finally {
      own.close();
    }
  }
});

test('a title in any letters arrives whole', async () => {
  const title = 'Gemütlich — 居心地のよい';
  const call = (async () => ({ state: { ...STATE, title } })) as unknown as Driver['call'];
  const own = await serveInProcess(call);
  try {
    const answer = await sendRequest(own.port, {
      method: 'POST',
      path: '/v1/animations/twinkle',
      token: own.token,
    });
    assert.equal(answer.json.title, title);
  } finally {
    own.close();
  }
});

describe('the server against the clock', { concurrency: true }, () => {
  let impatient: InProcessGateway;
  before(async () => {
    impatient = await serveInProcess(call, { timeouts: SHORT_TIMEOUTS });
  });
  after(() => impatient.close());

  for (const [title, bytes] of SLOW) {
    test(`${title}: 408, and the connection ends`, async () => {
      const [answer] = parseResponses(await sendRaw(impatient.port, bytes));
      assert.equal(answer?.status, 408);
      assert.equal(answer?.json.code, 'request_timeout');
      assert.equal(answer?.headers['content-type'], 'application/problem+json');
      assert.ok(
        impatient.events.some(([event, { status }]) => event === 'request_malformed' && status === 408),
      );
    });
  }

  for (const [title, bytes, status, reason] of BROKEN_BODIES) {
    test(`${title}: ${status}, one record has all that is known, and nothing is played`, async () => {
      const own = await serveInProcess(() => assert.fail('the driver was asked'), {
        timeouts: SHORT_TIMEOUTS,
      });
      try {
        const [answer, ...more] = parseResponses(
          await sendRaw(own.port, `${REQUEST}Authorization: Bearer ${own.token}\r\n${bytes}`),
        );
        assert.deepEqual(more, []);
        assert.equal(answer?.status, status);
        assert.equal(answer?.headers.connection, 'close');
        assert.equal(answer?.headers['x-frame-options'], 'DENY');
        const requestId = answer?.headers['x-request-id'];
        assert.equal(answer?.json.requestId, requestId);
        const [[event, fields] = [], ...others] = own.events.filter(([name]) => name.startsWith('request'));
        assert.deepEqual(others, []);
        assert.equal(event, 'request');
        const { latencyMs, tokenId, ...known } = fields ?? {};
        assert.deepEqual(known, {
          requestId,
          clientAddress: '127.0.0.1',
          subject: 'ifttt',
          action: 'play',
          animation: 'twinkle',
          outcome: 'refused',
          reason,
          status,
        });
      } finally {
        own.close();
      }
    });
  }

  for (const [title, bytes, changed] of [
    ['that says nothing', '', 'headers_ms'],
    ['that is kept', 'GET /healthz HTTP/1.1\r\nHost: tree\r\n\r\n', 'keep_alive_ms'],
  ] as const)
    test(`a connection ${title} is ended after its own time-out, ${changed}`, async () => {
      const timeouts = { ...LONG_TIMEOUTS, [changed]: SHORT_TIMEOUTS[changed] };
      const own = await serveInProcess(call, { timeouts });
      try {
        let isPatientEnded = false;
        void sendRaw(gateway.port, bytes).then(() => {
          isPatientEnded = true;
        });
        await sendRaw(own.port, bytes);
        assert.ok(!isPatientEnded, 'the control: with longer time-outs it is kept');
      } finally {
        own.close();
      }
    });
});

test('a bug is a 500: the client learns nothing, the journal the place but not what was sent', async () => {
  const answer = await sendRequest(gateway.port, { path: '/v1/status', token: gateway.token });
  assert.equal(answer.status, 500);
  assert.equal(answer.json.code, 'internal_error');
  assert.ok(!answer.text.includes('TypeError') && !answer.text.includes('at '));
  const [, fields] = gateway.events.find(([event]) => event === 'internal_error') ?? [];
  assert.equal(fields?.requestId, answer.headers['x-request-id']);
  assert.equal(fields?.errorName, 'TypeError');
  assert.match(String(fields?.stack), /at .*server\.test/);
  assert.ok(!JSON.stringify(gateway.events).includes('a client sent'));
});

test('a client that leaves before the answer is on record', async () => {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(`${REQUEST}Authorization: Bearer ${gateway.token}\r\n\r\n`);
  await driverAsked();
  const before = gateway.events.length;
  socket.resetAndDestroy();
  await waitUntil('the record', () => gateway.events.length > before);
  const [event, fields] = gateway.events.at(-1)!;
  assert.deepEqual(
    [event, fields.outcome, fields.subject, fields.status],
    ['request', 'aborted', 'ifttt', undefined],
  );
  finish?.();
});

test('draining lets the request in flight finish and accepts no other', async () => {
  const other = await serveInProcess(call);
  const answer = sendRequest(other.port, {
    method: 'POST',
    path: '/v1/animations/twinkle',
    token: other.token,
  });
  await driverAsked();
  const drained = drainConnections(other.server);
  await assert.rejects(sendRequest(other.port, { path: '/healthz' }), /ECONNREFUSED/);
  finish?.();
  assert.equal((await answer).status, 200);
  assert.equal(await drained, 0);
  other.close();
});

test('draining cuts what does not finish in time', async () => {
  const other = await serveInProcess(call);
  const answer = sendRequest(other.port, {
    method: 'POST',
    path: '/v1/animations/twinkle',
    token: other.token,
  });
  const cut = assert.rejects(answer, /socket hang up|ECONNRESET/);
  await driverAsked();
  assert.equal(await drainConnections(other.server, 200), 1);
  await cut;
  other.close();
});
