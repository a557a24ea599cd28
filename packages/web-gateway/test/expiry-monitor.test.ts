import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexRegistry, type TokenIndex, type TokenRecord } from '@garland/tokens';
import { ExpiryMonitor } from '../src/auth/expiry-monitor.ts';
import { startExpiryMonitor } from '../src/auth/start-expiry-monitor.ts';

const DAY_S = 86_400;
const NOW_S = 1_800_000_000;
const KID = '0123456789abcdef';

type AuditCall = readonly [event: string, fields: Record<string, unknown>];

function startMonitor(): { readonly watch: ExpiryMonitor; reported(): readonly AuditCall[] } {
  let reported: AuditCall[] = [];
  const watch = new ExpiryMonitor({
    record: (event, fields) => void reported.push([event, { ...fields }]),
    close: async () => {},
  });
  const take = (): readonly AuditCall[] => {
    const taken = reported;
    reported = [];
    return taken;
  };
  return { watch, reported: take };
}

function indexOf(records: readonly Partial<TokenRecord>[], keyEndS?: number): TokenIndex {
  return indexRegistry({
    version: 1,
    tree: 'home',
    ...(keyEndS !== undefined && { retiringKeys: [{ kid: KID, endsAt: keyEndS }] }),
    tokens: records.map((changes, i) => ({
      jti: `t${i}`,
      kid: KID,
      sub: `user${i}`,
      scope: 'play',
      iat: 1,
      exp: NOW_S + 365 * DAY_S,
      ...changes,
    })),
  });
}

test('a token is warned of from 30 days before it expires, once a day, until it has', () => {
  const { watch, reported } = startMonitor();
  const tokens = indexOf([{ exp: NOW_S + 30 * DAY_S }]);
  watch.check(tokens, NOW_S - 1);
  assert.deepEqual(reported(), []);
  watch.check(tokens, NOW_S);
  const expiresAt = new Date((NOW_S + 30 * DAY_S) * 1000).toISOString();
  assert.deepEqual(reported(), [
    ['token_expires_soon', { subject: 'user0', tokenId: 't0', expiresAt, daysLeft: 30 }],
  ]);
  let warnings = 0;
  for (let hour = 1; hour <= 31 * 24; hour++) {
    watch.check(tokens, NOW_S + hour * 3600);
    const count = reported().length;
    assert.ok(count <= 1);
    warnings += count;
  }
  assert.equal(warnings, 29);
});

test('what counts is when it stops working: its own end, or that of its key', () => {
  for (const [changes, keyEndS] of [
    [{ endsAt: NOW_S + 7 * DAY_S }, undefined],
    [{}, NOW_S + 7 * DAY_S],
  ] as const) {
    const { watch, reported } = startMonitor();
    watch.check(indexOf([changes], keyEndS), NOW_S);
    assert.deepEqual(
      reported().map(([event, { daysLeft }]) => [event, daysLeft]),
      [['token_expires_soon', 7]],
    );
  }
});

test('there is no warning about a token that is revoked, has expired or has time', () => {
  const { watch, reported } = startMonitor();
  const soon = NOW_S + DAY_S;
  watch.check(
    indexOf([{ exp: soon, revokedAt: 5 }, { exp: NOW_S }, { exp: soon, endsAt: NOW_S }, {}]),
    NOW_S,
  );
  assert.deepEqual(reported(), []);
});

test('a key that has retired is reported once', () => {
  const { watch, reported } = startMonitor();
  const tokens = indexOf([], NOW_S);
  watch.check(tokens, NOW_S - 1);
  assert.deepEqual(reported(), []);
  for (let hour = 0; hour < 72; hour++) watch.check(tokens, NOW_S + hour * 3600);
  const retiredAt = new Date(NOW_S * 1000).toISOString();
  assert.deepEqual(reported(), [['key_retired', { keyId: KID, retiredAt }]]);
});

test('a calendar that leaps, forward or back, silences nothing', () => {
  const { watch, reported } = startMonitor();
  const tokens = indexOf([{ exp: NOW_S + 20 * DAY_S }]);
  for (const nowS of [NOW_S, NOW_S + 5 * DAY_S, NOW_S - 2 * DAY_S]) {
    watch.check(tokens, nowS);
    assert.equal(reported().length, 1);
  }
});

test('a gateway looks a minute after its start and then every hour, at the registry of that moment', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: NOW_S * 1000 });
  const reported: string[] = [];
  const audit = { record: (event: string) => void reported.push(event), close: async () => {} };
  let tokens: TokenIndex | undefined = indexOf([{ exp: NOW_S + DAY_S }]);
  const authority = () => (tokens ? { index: tokens, keys: new Map() } : ('registry_unavailable' as const));
  startExpiryMonitor({ trustStore: authority }, audit);
  t.mock.timers.tick(59_000);
  assert.deepEqual(reported, []);
  t.mock.timers.tick(1_000);
  assert.deepEqual(reported, ['token_expires_soon']);
  tokens = undefined;
  t.mock.timers.tick(3_600_000);
  tokens = indexOf([{ exp: NOW_S + DAY_S }, { exp: NOW_S + DAY_S }]);
  t.mock.timers.tick(3_600_000);
  assert.deepEqual(reported, ['token_expires_soon', 'token_expires_soon']);
});
