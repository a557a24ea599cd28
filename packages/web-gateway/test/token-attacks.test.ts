import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { nowS } from '@garland/test-kit/tokens';
import { TOKEN_FAULTS } from '@garland/tokens';
import type { Driver } from '../src/driver/driver-connection.ts';
import { HEADER_ATTACKS, type HeaderAttack } from './header-attacks.ts';
import { parseResponses, sendRaw, sendRequest, type TestResponse } from './http-client.ts';
import { type InProcessGateway, LONG_TIMEOUTS, serveInProcess } from './in-process-gateway.ts';
import { TOKEN_ATTACKS } from './token-attacks.ts';
import { TokenIssuer } from './token-issuer.ts';

const STATE = { animation: 'twinkle', title: 'Twinkle', since: '2025-12-24T17:00:00Z', brightness: 60 };
/** What reached the driver. */
const calls: string[] = [];
const call = (async (method: string) => {
  calls.push(method);
  return { state: STATE };
}) as unknown as Driver['call'];

let gateway: InProcessGateway;
let issuer: TokenIssuer;
/** How many requests were to get through to the driver. */
let controls = 0;

before(async () => {
  const limits = { failures_per_minute: 100_000, requests_per_minute: 100_000 };
  gateway = await serveInProcess(call, { limits, timeouts: LONG_TIMEOUTS });
  issuer = new TokenIssuer(gateway.tokens);
});
after(() => gateway.close());

/** What docs/tokens.md promises: the status of each reason. */
const DOCUMENTED: ReadonlyMap<string, number> = new Map(
  [
    ...readFileSync(new URL('../../../../docs/tokens.md', import.meta.url), 'utf8').matchAll(
      /^\| `(\w+)` \| (\d{3}) \|/gm,
    ),
  ].map(([, reason = '', status]) => [reason, Number(status)]),
);

const play = (token: string): Promise<TestResponse> =>
  sendRequest(gateway.port, { method: 'POST', path: '/v1/animations/twinkle', token });

async function control(): Promise<void> {
  assert.equal((await play(issuer.validToken())).status, 200);
  controls++;
}

/** Everything of the attack was refused, and nothing of it got through to the driver. */
function assertNothingThrough(): void {
  assert.equal(calls.length, controls);
}

describe('a token is refused', () => {
  for (const { title, reason, forgeToken: forge } of TOKEN_ATTACKS) {
    test(`${title}: ${reason}`, async () => {
      const answer = await play(forge(issuer));
      assert.equal(answer.status, DOCUMENTED.get(reason), answer.text);
      assert.equal(answer.json.code, 'unauthenticated');
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="garland", error="invalid_token"');
      assert.equal(recordOf(answer)?.reason, reason);
      assertNothingThrough();
      await control();
    });
  }
});

describe('a good token is refused when it is brought in another way', () => {
  for (const attack of HEADER_ATTACKS) {
    test(`${attack.title}: ${attack.reason}`, async () => {
      const from = gateway.events.length;
      const [answer, ...more] = parseResponses(await sendRaw(gateway.port, requestOf(attack)));
      assert.ok(answer);
      assert.deepEqual(more, []);
      assert.equal(answer.status, DOCUMENTED.get(attack.reason), answer.text);
      assert.equal(reasonOf(answer, from), attack.reason);
      assertNothingThrough();
      await control();
    });
  }
});

function requestOf({ lines, target = '/v1/animations/twinkle', body = '' }: HeaderAttack): Buffer {
  const token = issuer.validToken();
  const fill = (text: string): string =>
    text.replaceAll('TOKEN', token).replaceAll('SHORT', token.slice(0, 400));
  const isChunked = lines.some((line) => line.startsWith('Transfer-Encoding'));
  const head = [
    `${target.startsWith('/v1/status') ? 'GET' : 'POST'} ${fill(target)} HTTP/1.1`,
    'Host: tree',
    'Connection: close',
    ...(body === '' || isChunked ? [] : [`Content-Length: ${fill(body).length}`]),
    ...lines.map(fill),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${fill(body)}`, 'latin1');
}

function recordOf({ headers }: TestResponse): Readonly<Record<string, unknown>> | undefined {
  return gateway.events.find(([, { requestId }]) => requestId === headers['x-request-id'])?.[1];
}

/** A request that the parser gave up on has no ID, and a record of its own kind. */
function reasonOf(answer: TestResponse, from: number): unknown {
  if (answer.headers['x-request-id'] !== undefined) return recordOf(answer)?.reason;
  return gateway.events.slice(from).find(([event]) => event === 'request_malformed')?.[1].reason;
}

describe('controls', () => {
  const CONTROLS: Readonly<Record<string, () => string>> = {
    'a token of the key that signs now': () => issuer.issued({}),
    'a token of a key that retires tomorrow': () => issuer.issued({}, {}, issuer.retiring),
    'a token that was replaced, on its last day': () => issuer.issued({}, { endsAt: nowS() + 60 }),
    'a token at the edges of the clock leeway': () => issuer.issued({ iat: nowS() + 4, nbf: nowS() + 4 }),
    'a token that expired two seconds ago': () => issuer.issued({ exp: nowS() - 2 }),
    'a token until the year 9999': () => issuer.issued({ exp: 253_402_300_799 }),
  };
  for (const [title, token] of Object.entries(CONTROLS)) {
    test(`${title} is accepted`, async () => {
      assert.equal((await play(token())).status, 200);
      controls++;
    });
  }

  test('the scheme may be in any case', async () => {
    const request = requestOf({ title: '', reason: '', lines: ['authorization: bEARER TOKEN'] });
    assert.equal(parseResponses(await sendRaw(gateway.port, request))[0]?.status, 200);
    controls++;
  });
});

test('the matrix has at least 120 attacks, each with a title of its own, and every reason in it', () => {
  const titles = TOKEN_ATTACKS.map(({ title, reason }) => `${title} ${reason}`);
  assert.ok(titles.length >= 120, `${titles.length}`);
  assert.equal(new Set(titles).size, titles.length);
  const reasons = new Set(TOKEN_ATTACKS.map(({ reason }) => reason));
  assert.deepEqual(
    // Of a token that nothing is wrong with.
    TOKEN_FAULTS.filter((fault) => fault !== 'clock_behind' && !reasons.has(fault)),
    [],
  );
});

test('of all this the driver heard of the controls alone, and the gateway made no mistake', () => {
  assertNothingThrough();
  const failed = gateway.events.filter(
    ([event, { status }]) => event === 'internal_error' || Number(status) >= 500,
  );
  assert.deepEqual(failed, []);
});
