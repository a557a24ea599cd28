import assert from 'node:assert/strict';
import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  effectiveExpiry,
  indexRegistry,
  isLowS,
  parseToken,
  type Scope,
  toLowS,
  verifyToken,
} from '../src/index.ts';
import { keyIdOf, parseKeyRing, serializeKeyRing } from '../src/key-ring.ts';

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
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

const SCOPE: Scope = { play: 'every', status: false };

function textOf(header: unknown, claims: unknown, signature: Uint8Array = new Uint8Array(64)): string {
  return `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${encode(signature)}`;
}

describe('the text of a token', () => {
  test('is read as it stands', () => {
    assert.deepEqual(parseToken(textOf(HEADER, CLAIMS)), {
      value: { kid: KID, claims: CLAIMS, scope: SCOPE },
    });
  });

  test('whatever it is, reading it throws nothing', () => {
    const part = fc.oneof(fc.base64String(), fc.string(), fc.json().map(encode), fc.uint8Array().map(encode));
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
      fc.tuple(fc.jsonValue(), fc.jsonValue()).map(([header, claims]) => textOf(header, claims)),
      fc.jsonValue().map((claims) => textOf(HEADER, claims)),
    );
    fc.assert(fc.property(text, (value) => typeof parseToken(value) === 'object'));
  });

  test('is refused as soon as any one claim is another JSON value that no token has there', () => {
    const change = fc.tuple(fc.constantFrom(...Object.keys(CLAIMS)), fc.jsonValue());
    fc.assert(
      fc.property(change, ([name, value]) => {
        const read = parseToken(textOf(HEADER, { ...CLAIMS, [name]: value }));
        if ('fault' in read) return;
        // What is read is what was written, and of the type that it is said to have.
        assert.deepEqual(read.value.claims, { ...CLAIMS, [name]: value });
        assert.equal(typeof value, typeof CLAIMS[name as keyof typeof CLAIMS]);
      }),
    );
  });

  test('has one spelling: no other text of the same bytes is read', () => {
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
        assert.deepEqual(parseToken(other), { fault: 'malformed' });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a signature', () => {
  test('has one accepted form, which is as good as the other', () => {
    const { privateKey, publicKey } = newKeys();
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

describe('a verdict', () => {
  const record = { jti: 'b1', kid: KID, sub: 'ifttt', scope: 'play', iat: 1000, exp: 2000 };
  const content = { kid: KID, claims: CLAIMS as typeof CLAIMS & { iss: 'garland' }, scope: SCOPE };
  const moment = fc.integer({ min: 900, max: 2200 });

  test('lets in between the first and the last moment of every claim and every end, and at no other time', () => {
    const ends = fc.record({ endsAt: fc.option(moment), keyEndsAt: fc.option(moment), nowS: moment });
    fc.assert(
      fc.property(ends, ({ endsAt, keyEndsAt, nowS }) => {
        const index = indexRegistry({
          version: 1,
          tree: 'home',
          ...(keyEndsAt !== null && { retiringKeys: [{ kid: KID, endsAt: keyEndsAt }] }),
          tokens: [{ ...record, ...(endsAt !== null && { endsAt }) }],
        });
        const verdict = verifyToken(content, { index, keys: new Map([[KID, 'key']]) }, nowS, () => true);
        const isIn = nowS >= 995 && nowS < 2005 && nowS < (endsAt ?? 9999) && nowS < (keyEndsAt ?? 9999);
        assert.equal('principal' in verdict, isIn);
        const end = effectiveExpiry({ ...record, ...(endsAt !== null && { endsAt }) }, index.keyRetirements);
        assert.equal(end, Math.min(2000, endsAt ?? 9999, keyEndsAt ?? 9999));
      }),
      { numRuns: 500 },
    );
  });

  test('asks for a signature only of what is listed, and names nobody without one', () => {
    const index = indexRegistry({ version: 1, tree: 'home', tokens: [record] });
    const keys = new Map([[KID, 'key']]);
    let asked = 0;
    const never = (): boolean => {
      asked++;
      return false;
    };
    const stranger = { ...content, claims: { ...content.claims, jti: 'b2' } };
    assert.deepEqual(verifyToken(stranger, { index, keys }, 1500, never), { fault: 'unlisted' });
    assert.equal(asked, 0);
    assert.deepEqual(verifyToken(content, { index, keys }, 1500, never), { fault: 'bad_signature' });
    assert.equal(asked, 1);
  });
});

describe('a file of public keys', () => {
  const pems = [newKeys(), newKeys()].map(({ publicKey }) => serializeKeyRing([publicKey]));
  const pemOf = (pair: { publicKey: { export(options: object): string | Buffer } }): string =>
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  test('is read in its order, each key under the ID that is made of it', () => {
    const ring = parseKeyRing(`${pems.join('\n')}\n`);
    assert.ok(ring.ok);
    assert.deepEqual(
      [...ring.value].map(([kid, key]) => kid === keyIdOf(key)),
      [true, true],
    );
    assert.equal(serializeKeyRing(ring.value.values()), pems.join(''));
  });

  const REFUSED: readonly (readonly [title: string, pem: string, fault: RegExp])[] = [
    ['nothing', '', /is not an EC P-256/],
    ['something else', 'keys', /is not an EC P-256/],
    ['something else beside a key', `${pems[0]}# mine\n`, /something else/],
    ['a key twice', `${pems[0]}${pems[0]}`, /twice/],
    ['a key cut short', String(pems[0]).slice(0, 60), /is not an EC P-256/],
    ['a key of RSA', pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 })), /is not an EC P-256/],
    [
      'a key of another curve',
      pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
      /is not an EC P-256/,
    ],
    ['a key of Ed25519', pemOf(generateKeyPairSync('ed25519')), /is not an EC P-256/],
    [
      'a private key beside a public one',
      `${pems[0]}${newKeys().privateKey.export({ type: 'pkcs8', format: 'pem' })}`,
      /holds a private key/,
    ],
    [
      'nine keys',
      Array.from({ length: 9 }, () => serializeKeyRing([newKeys().publicKey])).join(''),
      /more than 8/,
    ],
  ];
  for (const [title, pem, fault] of REFUSED) {
    test(`is refused with ${title}`, () => {
      const ring = parseKeyRing(pem);
      assert.match(ring.ok ? '' : ring.fault, fault);
    });
  }
});
