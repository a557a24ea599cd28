import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { hasValidSignature as inCommandLine } from '@garland/cli/tokens/signature';
import { hasValidSignature as inGateway } from '@garland/web-gateway/auth/signature';

const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const [ours, other, longer] = [pair('P-256'), pair('P-256'), pair('P-384')];

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signed(key: KeyObject, header: object, claims: object, hash = 'sha256'): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

test('garland token inspect and the gateway take the same signatures for right', () => {
  const [es256, claims] = [
    { alg: 'ES256', typ: 'JWT' },
    { sub: 'phone', exp: 1, nbf: 9_999_999_999 },
  ];
  const good = signed(ours.privateKey, es256, claims);
  const [header = '', body = ''] = good.split('.');
  const tokens: Readonly<Record<string, readonly [token: string, isRight: boolean]>> = {
    'one of ours, whatever its times': [good, true],
    'of another key': [signed(other.privateKey, es256, claims), false],
    'of another curve': [signed(longer.privateKey, { alg: 'ES384' }, claims, 'sha384'), false],
    'with another algorithm in its header': [signed(ours.privateKey, { alg: 'ES384' }, claims), false],
    'without an algorithm': [`${encoded({ alg: 'none' })}.${body}.`, false],
    'with other claims': [`${header}.${encoded({ sub: 'owner' })}.${good.split('.')[2]}`, false],
    'with a signature of zeros': [`${header}.${body}.${Buffer.alloc(64).toString('base64url')}`, false],
    garbage: ['garbage', false],
    nothing: ['', false],
  };
  for (const [name, [token, isRight]] of Object.entries(tokens)) {
    assert.equal(
      inGateway(token, createPublicKey(ours.publicKey.export({ type: 'spki', format: 'pem' }))),
      isRight,
      name,
    );
    assert.equal(inCommandLine(token, ours.publicKey), isRight, name);
  }
});
