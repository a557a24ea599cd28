import assert from 'node:assert/strict';
import { createSign, createVerify } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  effectiveExpiry,
  generateSigningKey,
  indexRegistry,
  isLowS,
  parseToken,
  type Scope,
  toLowS,
  verifyToken,
} from '../src/index.ts';

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

const KID = 'fedcba9876543210';
const HEADER = { alg: 'ES256', typ: 'JWT', kid: KID };
const CLAIMS = {
  iss: 'garland',
  aud: 'home',
  sub: 'ifttt',
  jti: 'b1',
  iat: 1000,
  nbf: 1000,
  exp: 2000,
  scope: 'play',
};

const SCOPE: Scope = { play: 'all', status: false };

function textOf(header: unknown, claims: unknown, signature: Uint8Array = new Uint8Array(64)): string {
  return `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${encode(signature)}`;
}

describe('parsing a token', () => {
  test('returns its content', () => {
    assert.deepEqual(parseToken(textOf(HEADER, CLAIMS)), {
      ok: true,
      value: { kid: KID, claims: CLAIMS, scope: SCOPE },
    });
  });

  test('never throws', () => {
    const part = fc.oneof(fc.base64String(), fc.string(), fc.json().map(encode), fc.uint8Array().map(encode));
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
      fc.tuple(fc.jsonValue(), fc.jsonValue()).map(([header, claims]) => textOf(header, claims)),
      fc.jsonValue().map((claims) => textOf(HEADER, claims)),
    );
    fc.assert(fc.property(text, (value) => typeof parseToken(value) === 'object'));
  });

  test('refuses claims of another type', () => {
    const change = fc.tuple(fc.constantFrom(...Object.keys(CLAIMS)), fc.jsonValue());
    fc.assert(
      fc.property(change, ([name, value]) => {
        const read = parseToken(textOf(HEADER, { ...CLAIMS, [name]: value }));
        if (!read.ok) return;
        assert.deepEqual(read.value.claims, { ...CLAIMS, [name]: value });
        assert.equal(typeof value, typeof CLAIMS[name as keyof typeof CLAIMS]);
      }),
    );
  });

  test('accepts one encoding only of the same bytes', () => {
    const token = textOf(HEADER, CLAIMS);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AQgw-_.=+/ '), (at, character) => {
        const other = token.slice(0, at) + character + token.slice(at + 1);
        const bytesOf = (text: string): string =>
          text
            .split('.')
            .map((part) => Buffer.from(part, 'base64url').toString('hex'))
            .join('.');
        if (other === token || bytesOf(other) !== bytesOf(token)) return;
        assert.deepEqual(parseToken(other), { ok: false, fault: 'malformed' });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the lower half of s', () => {
  test('every signature has exactly one accepted form, and it is valid', () => {
    const { privateKey, publicKey } = generateSigningKey();
    const formsSeen = new Set<boolean>();
    for (let i = 0; i < 40; i++) {
      const text = `text ${i}`;
      const signature = createSign('sha256')
        .update(text)
        .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
      formsSeen.add(isLowS(signature));
      const low = toLowS(signature);
      assert.ok(isLowS(low));
      assert.deepEqual(toLowS(low), low);
      const verify = createVerify('sha256').update(text);
      assert.ok(verify.verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, low));
    }
    assert.equal(formsSeen.size, 2);
  });
});

describe('verification', () => {
  const record = { jti: 'b1', kid: KID, sub: 'ifttt', scope: 'play', iat: 1000, exp: 2000 };
  const parsed = { kid: KID, claims: CLAIMS as typeof CLAIMS & { iss: 'garland' }, scope: SCOPE };
  const second = fc.integer({ min: 900, max: 2200 });

  test('accepts a token from its first valid second to its last, and at no other time', () => {
    const ends = fc.record({ endsAt: fc.option(second), keyEndsAt: fc.option(second), nowS: second });
    fc.assert(
      fc.property(ends, ({ endsAt, keyEndsAt, nowS }) => {
        const index = indexRegistry({
          version: 1,
          tree: 'home',
          ...(keyEndsAt !== null && { retiringKeys: [{ kid: KID, endsAt: keyEndsAt }] }),
          tokens: [{ ...record, ...(endsAt !== null && { endsAt }) }],
        });
        const result = verifyToken(parsed, { index, keys: new Map([[KID, 'key']]) }, nowS, () => true);
        const isValid = nowS >= 995 && nowS < 2005 && nowS < (endsAt ?? 9999) && nowS < (keyEndsAt ?? 9999);
        assert.equal('principal' in result, isValid);
        const end = effectiveExpiry({ ...record, ...(endsAt !== null && { endsAt }) }, index.keyRetirements);
        assert.equal(end, Math.min(2000, endsAt ?? 9999, keyEndsAt ?? 9999));
      }),
      { numRuns: 500 },
    );
  });

  test('checks the signature of registered tokens only, and identifies only signed ones', () => {
    const index = indexRegistry({ version: 1, tree: 'home', tokens: [record] });
    const keys = new Map([[KID, 'key']]);
    let checks = 0;
    const reject = (): boolean => {
      checks++;
      return false;
    };
    const unregistered = { ...parsed, claims: { ...parsed.claims, jti: 'b2' } };
    assert.deepEqual(verifyToken(unregistered, { index, keys }, 1500, reject), { fault: 'not_registered' });
    assert.equal(checks, 0);
    assert.deepEqual(verifyToken(parsed, { index, keys }, 1500, reject), { fault: 'bad_signature' });
    assert.equal(checks, 1);
  });
});
