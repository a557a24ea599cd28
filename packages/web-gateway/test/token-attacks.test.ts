import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { TOKEN_FAULTS } from '@garland/tokens';
import type { LogRecord } from './child-daemon.ts';
import { HEADER_ATTACKS, type HeaderAttack } from './header-attacks.ts';
import { parseResponses, sendRaw, type TestResponse } from './http-client.ts';
import { RecordingProxy } from './recording-proxy.ts';
import { TestSystem } from './test-system.ts';
import { TOKEN_ATTACKS } from './token-attacks.ts';
import { nowS } from './token-fixtures.ts';
import { TokenIssuer } from './token-issuer.ts';

let house: TestSystem;
let shop: TokenIssuer;
let proxy: RecordingProxy;
/** How many requests were to get through to the driver. */
let controls = 0;
/** What the gateways before this one have written. */
const earlier: LogRecord[] = [];

before(async () => {
  house = new TestSystem({ driverSocket: 'run/proxy.sock' });
  await house.startDriver();
  proxy = await RecordingProxy.at(join(house.folder, 'run', 'proxy.sock'), house.socketPath);
  await house.startGateway();
  shop = new TokenIssuer(house);
});
after(async () => {
  await proxy.close();
  await house.close();
});

/** What docs/tokens.md promises: the status of each reason. */
const DOCUMENTED: ReadonlyMap<string, number> = new Map(
  [
    ...readFileSync(new URL('../../../../docs/tokens.md', import.meta.url), 'utf8').matchAll(
      /^\| `(\w+)` \| (\d{3}) \|/gm,
    ),
  ].map(([, reason = '', status]) => [reason, Number(status)]),
);

/** Of refusals the gateway writes a hundred at once, and then a sample. */
const REFUSALS_ON_RECORD = 90;
let refusals = 0;

/** Another gateway before the one at hand begins to leave records out: every single reason is to be seen. */
async function withFreshRecords(): Promise<void> {
  if (++refusals % REFUSALS_ON_RECORD !== 0) return;
  await house.gateway.stop();
  earlier.push(...house.gateway.records);
  await house.startGateway();
}

async function control(): Promise<void> {
  assert.equal((await house.play('twinkle', shop.validToken())).status, 200);
  controls++;
}

/** Everything of the attack was refused, and nothing of it got through to the driver. */
function assertNothingThrough(): void {
  assert.equal(proxy.calls('Play').length, controls);
}

describe('a token is refused', () => {
  for (const { title, reason, forgeToken: forge } of TOKEN_ATTACKS) {
    test(`${title}: ${reason}`, async () => {
      await withFreshRecords();
      const answer = await house.play('twinkle', forge(shop));
      assert.equal(answer.status, DOCUMENTED.get(reason), answer.text);
      assert.equal(answer.json.code, 'unauthenticated');
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="garland", error="invalid_token"');
      assert.equal((await house.recordOf(answer)).reason, reason);
      assertNothingThrough();
      await control();
    });
  }
});

describe('a good token is refused when it is brought in another way', () => {
  for (const attack of HEADER_ATTACKS) {
    test(`${attack.title}: ${attack.reason}`, async () => {
      await withFreshRecords();
      const from = house.gateway.records.length;
      const [answer, ...more] = parseResponses(await sendRaw(house.port, requestOf(attack)));
      assert.ok(answer);
      assert.deepEqual(more, []);
      assert.equal(answer.status, DOCUMENTED.get(attack.reason), answer.text);
      assert.equal(await reasonOf(answer, from), attack.reason);
      assertNothingThrough();
      await control();
    });
  }
});

function requestOf({ lines, target = '/v1/animations/twinkle', body = '' }: HeaderAttack): Buffer {
  const token = shop.validToken();
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

/** A request that the parser gave up on has no ID, and a record of its own kind. */
async function reasonOf(answer: TestResponse, from: number): Promise<unknown> {
  const { reason } =
    answer.headers['x-request-id'] === undefined
      ? await house.gateway.event('request_malformed', from)
      : await house.recordOf(answer);
  return reason;
}

describe('controls', () => {
  const CONTROLS: Readonly<Record<string, () => string>> = {
    'a token of the key that signs now': () => shop.issued({}),
    'a token of a key that retires tomorrow': () => shop.issued({}, {}, shop.retiring),
    'a token that was replaced, on its last day': () => shop.issued({}, { endsAt: nowS() + 60 }),
    'a token at the edges of the clock leeway': () => shop.issued({ iat: nowS() + 4, nbf: nowS() + 4 }),
    'a token that expired two seconds ago': () => shop.issued({ exp: nowS() - 2 }),
    'a token until the year 9999': () => shop.issued({ exp: 253_402_300_799 }),
  };
  for (const [title, token] of Object.entries(CONTROLS)) {
    test(`${title} is accepted`, async () => {
      assert.equal((await house.play('twinkle', token())).status, 200);
      controls++;
    });
  }

  test('the scheme may be in any case', async () => {
    const request = requestOf({ title: '', reason: '', lines: ['authorization: bEARER TOKEN'] });
    assert.equal(parseResponses(await sendRaw(house.port, request))[0]?.status, 200);
    controls++;
  });
});

test('the matrix has at least 120 attacks, each with a title of its own, and every reason in it', () => {
  const titles = TOKEN_ATTACKS.map(({ title, reason }) => `${title} ${reason}`);
  assert.ok(titles.length >= 120, `${titles.length}`);
  assert.equal(new Set(titles).size, titles.length);
  const reasons = new Set(TOKEN_ATTACKS.map(({ reason }) => reason));
  assert.deepEqual(
    TOKEN_FAULTS.filter((fault) => !reasons.has(fault)),
    [],
  );
});

test('of all this the driver heard of the controls alone, and the gateway made no mistake', () => {
  assertNothingThrough();
  const failed = [...earlier, ...house.gateway.records].filter(
    ({ event, status }) => event === 'internal_error' || Number(status) >= 500,
  );
  assert.deepEqual(failed, []);
});
