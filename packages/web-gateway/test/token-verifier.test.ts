import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, mock, test } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { claimsFor, newKeyPair, nowS, recordFor, signClaims, writeRegistry } from '@garland/test-kit/tokens';
import type { ParsedToken, RetiringKey, TokenRecord } from '@garland/tokens';
import { hasValidSignature } from '@garland/tokens/signature';
import fc from 'fast-check';
import { TokenVerifier } from '../src/auth/token-verifier.ts';
import { VerifiedTokenCache } from '../src/auth/verified-token-cache.ts';

const folder = temporaryFolder();

/** A verifier on real files that counts its signature checks. */
class CountingVerifier {
  readonly #folder = mkdtempSync(join(folder, 'verifier-'));
  readonly #registry = join(this.#folder, 'registry.json');
  readonly #keys = join(this.#folder, 'keys.pem');
  readonly events: string[] = [];
  checks = 0;
  readonly verifier = new TokenVerifier(
    { publicKeys: this.#keys, registry: this.#registry },
    { record: (event) => void this.events.push(event), close: async () => {} },
    (token, key) => {
      this.checks++;
      return hasValidSignature(token, key);
    },
  );

  /** Replaces both files. A new file has a new inode, so the change is visible however soon it follows the last one. */
  files(
    pems: readonly string[],
    records: readonly TokenRecord[],
    retiring: readonly RetiringKey[] = [],
  ): void {
    writeFileSync(`${this.#keys}.new`, pems.join(''));
    renameSync(`${this.#keys}.new`, this.#keys);
    writeRegistry(`${this.#registry}.new`, records, retiring);
    renameSync(`${this.#registry}.new`, this.#registry);
  }

  /** The fault, or "ok" and the subject. */
  outcomeOf(token: string, atS: number = nowS()): string {
    const result = this.verifier.verify(token, atS);
    if (typeof result === 'string') return result;
    return 'fault' in result ? result.fault : `ok ${result.principal.subject}`;
  }

  /** Reads the files at a later time: a file that has just changed is read at every use. */
  settle(): void {
    const laterMs = Date.now() + 150;
    const clock = mock.method(Date, 'now', () => laterMs);
    this.verifier.trustStore();
    clock.mock.restore();
  }
}

describe('a signature is checked', () => {
  const keys = newKeyPair();
  const claims = claimsFor();
  const token = signClaims(claims, keys.privateKey);
  const record = recordFor(claims, keys);
  let counting: CountingVerifier;

  beforeEach(() => {
    counting = new CountingVerifier();
    counting.files([keys.publicPem], [record]);
    counting.settle();
    assert.equal(counting.outcomeOf(token), 'ok ifttt');
    assert.equal(counting.checks, 1);
  });

  test('once for a token that is used again', () => {
    for (let i = 0; i < 50; i++) assert.equal(counting.outcomeOf(token), 'ok ifttt');
    assert.equal(counting.checks, 1);
  });

  test('each time for a forged token', () => {
    const forged = signClaims(claims, newKeyPair().privateKey).split('.')[2];
    const bad = [...token.split('.').slice(0, 2), forged].join('.');
    for (let i = 0; i < 5; i++) assert.equal(counting.outcomeOf(bad), 'bad_signature');
    assert.equal(counting.checks, 6);
  });

  test('again after any change of the registry, which takes effect at once', () => {
    counting.files([keys.publicPem], [{ ...record, revokedAt: nowS() }]);
    assert.equal(counting.outcomeOf(token), 'revoked');
    counting.files([keys.publicPem], [record]);
    counting.settle();
    assert.equal(counting.outcomeOf(token), 'ok ifttt');
    counting.files([keys.publicPem], []);
    assert.equal(counting.outcomeOf(token), 'not_registered');
    assert.equal(counting.checks, 3);
  });

  test('again after any change of the keys; a removed key no longer counts', () => {
    counting.files([newKeyPair().publicPem], [record]);
    assert.equal(counting.outcomeOf(token), 'unknown_key');
    counting.files([newKeyPair().publicPem, keys.publicPem], [record]);
    counting.settle();
    assert.equal(counting.outcomeOf(token), 'ok ifttt');
    assert.ok(counting.checks > 1);
  });

  test('once, and still the token ends when it expires, is replaced or its key retires', () => {
    const end = nowS() + 100;
    counting.files([keys.publicPem], [{ ...record, endsAt: end }]);
    counting.settle();
    assert.equal(counting.outcomeOf(token, end - 1), 'ok ifttt');
    assert.equal(counting.outcomeOf(token, end), 'replaced');
    counting.files([keys.publicPem], [record], [{ kid: keys.kid, endsAt: end }]);
    counting.settle();
    assert.equal(counting.outcomeOf(token, end - 1), 'ok ifttt');
    assert.equal(counting.outcomeOf(token, end), 'retired_key');
    counting.files([keys.publicPem], [record]);
    counting.settle();
    assert.equal(counting.outcomeOf(token, claims.exp + 4), 'ok ifttt');
    assert.equal(counting.outcomeOf(token, claims.exp + 5), 'expired');
  });

  test('once, and still a clock that goes back refuses it until it is right again', () => {
    assert.equal(counting.outcomeOf(token, claims.nbf - 6), 'not_yet_valid');
    assert.equal(counting.outcomeOf(token, 0), 'not_yet_valid');
    assert.equal(counting.outcomeOf(token), 'ok ifttt');
  });

  test('never while a file is invalid; each file has its own reason', () => {
    counting.files(['garbage'], [record]);
    assert.equal(counting.outcomeOf(token), 'keys_unavailable');
    counting.files([keys.privatePem], [record]);
    assert.equal(counting.outcomeOf(token), 'keys_unavailable');
    counting.files([keys.publicPem], [{ ...record, jti: '' }]);
    assert.equal(counting.outcomeOf(token), 'registry_unavailable');
    assert.equal(counting.checks, 1);
    assert.ok(counting.events.includes('keys_unavailable'));
  });
});

test('over the limit, only a token that is right in all else has its signature checked, and that rarely', () => {
  const keys = newKeyPair();
  const counting = new CountingVerifier();
  const claims = Array.from({ length: 40 }, () => claimsFor());
  const revoked = claimsFor();
  counting.files(
    [keys.publicPem],
    [...claims.map((one) => recordFor(one, keys)), recordFor(revoked, keys, { revokedAt: nowS() })],
  );
  const recognizes = (token: string): boolean => counting.verifier.recognizes(token, nowS());
  const wrong = [
    ...['', 'garbage', 'x'.repeat(5_000)],
    signClaims(claimsFor(), keys.privateKey),
    signClaims(revoked, keys.privateKey),
    signClaims({ ...claims[0], scope: 'play' }, keys.privateKey),
    signClaims({ ...claims[0], aud: 'other' }, keys.privateKey),
    signClaims(claims[0]!, newKeyPair().privateKey),
  ];
  for (const token of wrong) assert.equal(recognizes(token), false, token);
  assert.equal(counting.checks, 0);
  const tokens = claims.map((one) => signClaims(one, keys.privateKey));
  const [used] = tokens as [string];
  assert.ok(recognizes(used));
  assert.equal(counting.checks, 1);
  assert.equal(tokens.filter(recognizes).length, 20);
  assert.equal(counting.checks, 20);
  for (let i = 0; i < 100; i++) assert.ok(recognizes(used));
  assert.equal(counting.checks, 20);
});

test('in any order of changes, a verifier with a cache answers like one without', async () => {
  const keys = [newKeyPair(), newKeyPair()] as const;
  const tokens = [0, 1, 2].map((i) => {
    const pair = keys[i % 2] ?? keys[0];
    const claims = claimsFor({ sub: `user${i}` });
    return { text: signClaims(claims, pair.privateKey), record: recordFor(claims, pair), claims };
  });
  const bits = fc.tuple(
    fc.nat(2),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(-4000, -60, 0, 60, 4000),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(bits, { minLength: 3, maxLength: 12 }), async (steps) => {
      const counting = new CountingVerifier();
      for (const [which, revoked, ended, withoutKey, shiftS] of steps) {
        const token = tokens[which];
        assert.ok(token);
        const record = {
          ...token.record,
          ...(revoked && { revokedAt: 1 }),
          ...(ended && { endsAt: nowS() }),
        };
        const others = tokens.filter((other) => other !== token).map((other) => other.record);
        const ring = withoutKey ? [keys[1]] : keys;
        counting.files(
          ring.map(({ publicPem }) => publicPem),
          [record, ...others],
        );
        const fresh = new CountingVerifier();
        fresh.files(
          ring.map(({ publicPem }) => publicPem),
          [record, ...others],
        );
        for (const { text } of tokens) {
          const atS = nowS() + shiftS;
          const first = counting.outcomeOf(text, atS);
          assert.equal(first, fresh.outcomeOf(text, atS));
          const { checks } = counting;
          assert.equal(counting.outcomeOf(text, atS), first);
          if (first.startsWith('ok')) assert.equal(counting.checks, checks);
        }
      }
    }),
    { numRuns: 40 },
  );
});

describe('the cache of verified tokens', () => {
  const content: ParsedToken = {
    kid: '0123456789abcdef',
    claims: claimsFor(),
    scope: { play: 'all', status: false },
  };

  test('is bounded and evicts the least recently used', () => {
    const cache = new VerifiedTokenCache(3);
    for (const digest of ['a', 'b', 'c']) cache.set(digest, content);
    assert.ok(cache.get('a'));
    cache.set('d', content);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((digest) => cache.get(digest) !== undefined),
      [true, false, true, true],
    );
    for (let i = 0; i < 1000; i++) cache.set(`x${i}`, content);
    assert.equal(cache.size, 3);
  });

  test('identifies a token by a digest', () => {
    const digest = VerifiedTokenCache.digestOf('a.b.c');
    assert.match(digest, /^[A-Za-z0-9_-]{43}$/);
    assert.notEqual(digest, VerifiedTokenCache.digestOf('a.b.d'));
  });
});
