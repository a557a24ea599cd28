import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { waitUntil } from '@garland/test-kit/support';
import type { Driver } from '../src/driver/driver-connection.ts';
import { parseResponses, sendRaw, sendRequest, type TestResponse } from './http-client.ts';
import { type InProcessGateway, serveInProcess } from './in-process-gateway.ts';

const STATE = { animation: 'twinkle', title: 'Twinkle', since: '2025-12-24T17:00:00Z', brightness: 60 };
/** When the driver answers: requests pile up behind the first. */
let answered: Promise<void> | undefined;
let played = 0;
const call = (async () => {
  played++;
  await answered;
  return { state: STATE };
}) as unknown as Driver['call'];

let gateway: InProcessGateway;
beforeEach(async () => {
  answered = undefined;
  played = 0;
  gateway = await serveInProcess(call);
});
afterEach(() => gateway.close());

function requests(count: number, extra = ''): string {
  const request = `POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\nAuthorization: Bearer ${gateway.token}\r\n`;
  return `${request}${extra}\r\n`.repeat(count);
}

async function received(count: number): Promise<void> {
  await waitUntil(`request ${count}`, () => gateway.requestCount >= count);
}

function recordedRequests() {
  return gateway.events.filter(([event]) => event === 'request').map(([, fields]) => fields);
}

function assertHundredth(answers: readonly TestResponse[]): void {
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(100).fill(200),
  );
  assert.equal(answers.filter(({ headers }) => headers.connection === 'close').length, 1);
  assert.equal(answers[99]?.headers.connection, 'close');
  assert.equal(played, 100);
  assert.deepEqual(
    recordedRequests().map(({ requestId }) => requestId),
    answers.map(({ headers }) => headers['x-request-id']),
  );
  assert.equal(gateway.events.filter(([event]) => !event.endsWith('_loaded')).length, 100);
}

test('the hundredth request of a connection is its last, and what was sent behind it is not executed', async () => {
  assertHundredth(parseResponses(await sendRaw(gateway.port, requests(150))));
});

test('the same while the driver is slow', async () => {
  answered = received(150);
  assertHundredth(parseResponses(await sendRaw(gateway.port, requests(150))));
});

test('the same when the requests come in pieces', async () => {
  const socket = connect(gateway.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (let i = 0; i < 11; i++) {
    // The last pieces go out together: the connection ends with the hundredth request.
    await received(10 * Math.min(i, 9));
    socket.write(requests(10));
  }
  await closed;
  assertHundredth(parseResponses(text));
});

test('the hundredth request may have a body', async () => {
  const withBody = `${requests(1, 'Content-Length: 3\r\n')}abc`;
  const text = `${requests(99)}${withBody}${requests(9)}`;
  assertHundredth(parseResponses(await sendRaw(gateway.port, text)));
});

test('a client that sends without end behind the last request is cut off, and its requests are on record', async () => {
  answered = new Promise(() => {});
  assert.equal(await sendRaw(gateway.port, requests(2_000)), '');
  assert.equal(played, 100);
  assert.deepEqual(
    recordedRequests().map(({ outcome }) => outcome),
    Array(100).fill('aborted'),
  );
});

test('a request with Upgrade is the last, and those before it are answered while the driver is slow', async () => {
  let answer = (): void => {};
  answered = new Promise((resolve) => {
    answer = resolve;
  });
  const text = sendRaw(gateway.port, requests(3) + requests(1, 'Upgrade: h2c\r\n') + requests(5));
  await waitUntil('all four', () => played === 4);
  answer();
  const answers = parseResponses(await text);
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers.connection]),
    [...Array(3).fill([200, 'keep-alive']), [200, 'close']],
  );
  assert.equal(played, 4);
});

test('nothing is executed behind a request that broke a rule', async () => {
  const odd = 'GET /healthz HTTP/1.1\r\nHost: tree\r\nHost: other\r\n\r\n';
  const answers = parseResponses(await sendRaw(gateway.port, odd + requests(3)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [400],
  );
  assert.equal(played, 0);
});

test('requests that still wait for their turn when the client leaves are on record, once each', async () => {
  let answer = (): void => {};
  answered = new Promise((resolve) => {
    answer = resolve;
  });
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(requests(3));
  await waitUntil('the calls', () => played === 3);
  socket.resetAndDestroy();
  await waitUntil('the records', () => recordedRequests().length === 3);
  answer();
  assert.equal((await sendRequest(gateway.port, { path: '/healthz' })).status, 200);
  const records = recordedRequests();
  assert.equal(played, 3);
  assert.deepEqual(
    records.map(({ outcome, subject, action }) => [outcome, subject, action]),
    Array(3).fill(['aborted', 'ifttt', 'play']),
  );
  assert.equal(new Set(records.map(({ requestId }) => requestId)).size, 3);
});
