import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  indexRegistry,
  parseRegistry,
  serializeRegistry,
  settleRegistry,
  type TokenClaims,
  type TokenRecord,
  type TokenRegistry,
  tokenStatus,
  verifyToken,
} from '../src/index.ts';

const KID = 'fedcba9876543210';
const CLAIMS: TokenClaims = {
  iss: 'garland',
  aud: 'home',
  sub: 'ifttt',
  jti: 'b1',
  iat: 1000,
  nbf: 1000,
  exp: 9000,
  scope: 'play',
};
const RECORD: TokenRecord = { jti: 'b1', kid: KID, sub: 'ifttt', scope: 'play', iat: 1000, exp: 9000 };
const REGISTRY: TokenRegistry = { version: 1, tree: 'home', tokens: [RECORD] };

function outcomeAt(nowS: number, registry: TokenRegistry, buildTimeS = 0): string {
  const parsed = { kid: KID, claims: CLAIMS, scope: { play: 'all', status: false } as const };
  const index = indexRegistry(registry, buildTimeS);
  const result = verifyToken(parsed, { index, keys: new Map([[KID, 'key']]) }, nowS, () => true);
  return 'fault' in result ? result.fault : 'accepted';
}

describe('a clock that is behind', () => {
  const other: TokenRecord = { ...RECORD, jti: 'b2', sub: 'phone' };
  const KNOWING: Readonly<Record<string, readonly [registry: TokenRegistry, buildTimeS?: number]>> = {
    'the last change': [{ ...REGISTRY, updatedAt: 5000 }],
    'the build': [REGISTRY, 5000],
    'another token, in a registry of an older version': [
      { ...REGISTRY, tokens: [RECORD, { ...other, iat: 5000 }] },
    ],
    'a revocation, in a registry of an older version': [
      { ...REGISTRY, tokens: [RECORD, { ...other, revokedAt: 5000 }] },
    ],
  };
  for (const [title, [registry, buildTimeS]] of Object.entries(KNOWING)) {
    test(`before ${title}: no token is accepted, and each is not valid yet`, () => {
      assert.equal(outcomeAt(4994, registry, buildTimeS), 'clock_behind');
      assert.equal(outcomeAt(4995, registry, buildTimeS), 'accepted');
      assert.equal(outcomeAt(4994, REGISTRY), 'accepted');
      const index = indexRegistry(registry, buildTimeS);
      assert.deepEqual(tokenStatus(RECORD, index, 4994), { state: 'not_yet_valid', atS: 5000 });
      assert.deepEqual(tokenStatus(RECORD, index, 4995), { state: 'valid', atS: 9000 });
    });
  }

  test('at 1970, no state is "valid", and a token that has ended keeps its reason', () => {
    const registry = { ...REGISTRY, updatedAt: 5000 };
    assert.equal(tokenStatus(RECORD, indexRegistry(REGISTRY), 0).state, 'not_yet_valid');
    assert.equal(outcomeAt(0, { ...registry, tokens: [{ ...RECORD, revokedAt: 4000 }] }), 'revoked');
    assert.equal(outcomeAt(9005, { ...registry, updatedAt: 99_999 }), 'expired');
  });

  test('cannot revive what had ended by a change of the registry', () => {
    const second = fc.integer({ min: 1000, max: 9000 });
    const ends = fc.record({
      endsAt: fc.option(second),
      keyEndsAt: fc.option(second),
      changedAt: second,
      nowS: fc.integer({ min: 0, max: 10_000 }),
    });
    fc.assert(
      fc.property(ends, ({ endsAt, keyEndsAt, changedAt, nowS }) => {
        const registry = settleRegistry(
          {
            ...REGISTRY,
            ...(keyEndsAt !== null && { retiringKeys: [{ kid: KID, endsAt: keyEndsAt }] }),
            tokens: [{ ...RECORD, ...(endsAt !== null && { endsAt }) }],
          },
          changedAt,
        );
        const endS = Math.min(endsAt ?? Infinity, keyEndsAt ?? Infinity);
        if (endS <= changedAt) assert.match(outcomeAt(nowS, registry), /^(replaced|retired_key)$/);
        else if (nowS < changedAt - 5) assert.notEqual(outcomeAt(nowS, registry), 'accepted');
      }),
      { numRuns: 500 },
    );
  });

  test('would revive them without that change', () => {
    const replaced = { ...REGISTRY, tokens: [{ ...RECORD, endsAt: 4000 }] };
    assert.deepEqual([outcomeAt(4000, replaced), outcomeAt(3999, replaced)], ['replaced', 'accepted']);
    const retired = { ...REGISTRY, retiringKeys: [{ kid: KID, endsAt: 4000 }] };
    assert.deepEqual([outcomeAt(4000, retired), outcomeAt(3999, retired)], ['retired_key', 'accepted']);
  });
});

describe('a registry that is settled', () => {
  const REGISTRIES: TokenRegistry = {
    ...REGISTRY,
    updatedAt: 5000,
    retiringKeys: [{ kid: KID, endsAt: 4000 }],
    tokens: [{ ...RECORD, endsAt: 7000 }],
  };

  test('records the newest time, what has ended by then, and nothing else', () => {
    const settled = settleRegistry(REGISTRIES, 6000);
    assert.equal(settled.updatedAt, 6000);
    assert.deepEqual(settled.retiringKeys, [{ kid: KID, endsAt: 4000, revokedAt: 4000 }]);
    assert.deepEqual(settled.tokens, REGISTRIES.tokens);
    assert.equal(settleRegistry(settled, 3000).updatedAt, 6000);
  });

  test('is the same after it was written and read', () => {
    const settled = settleRegistry(REGISTRIES, 8000);
    assert.deepEqual(parseRegistry(serializeRegistry(settled)), { ok: true, value: settled });
    for (const updatedAt of ['now', -1, 1.5, null])
      assert.equal(parseRegistry(JSON.stringify({ ...settled, updatedAt })).ok, false);
  });
});
