import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  generateSigningKey,
  keyIdOf,
  parseKeyRing,
  parseSigningKey,
  serializeKeyRing,
  serializeSigningKey,
} from '../src/index.ts';

describe('public keys', () => {
  const pems = [generateSigningKey(), generateSigningKey()].map(({ publicKey }) =>
    serializeKeyRing([publicKey]),
  );
  const pemOf = (pair: { publicKey: { export(options: object): string | Buffer } }): string =>
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  test('are read in order, each with the ID derived from it', () => {
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
    ['text that is not PEM', 'keys', /is not an EC P-256/],
    ['other text beside a key', `${pems[0]}# mine\n`, /something other/],
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
      `${pems[0]}${serializeSigningKey(generateSigningKey())}`,
      /contains a private key/,
    ],
    [
      'nine keys',
      Array.from({ length: 9 }, () => serializeKeyRing([generateSigningKey().publicKey])).join(''),
      /more than 8/,
    ],
  ];
  for (const [title, pem, fault] of REFUSED) {
    test(`are refused: ${title}`, () => {
      const ring = parseKeyRing(pem);
      assert.match(ring.ok ? '' : ring.fault, fault);
    });
  }
});

describe('a signing key', () => {
  test('is read as it was written', () => {
    const key = generateSigningKey();
    const parsed = parseSigningKey(serializeSigningKey(key));
    assert.ok(parsed.ok);
    assert.equal(parsed.value.kid, key.kid);
    assert.ok(parsed.value.privateKey.equals(key.privateKey));
  });

  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const [text, fault] of [
    ['', /not a key in PEM form/],
    [String(ed25519), /not a P-256 key/],
  ] as const) {
    test(`is refused with the reason: ${fault.source}`, () => {
      const parsed = parseSigningKey(text);
      assert.match(parsed.ok ? '' : parsed.fault, fault);
    });
  }
});
