import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { claimsFor, headerFor, newKeyPair, nowS, recordFor, signText } from '@garland/test-kit/tokens';
import type { TokenClaims } from '@garland/tokens';
import { sendRaw } from './http-client.ts';
import { TestSystem } from './test-system.ts';

let house: TestSystem;
/** Listed and valid. */
const claims: TokenClaims = claimsFor();

before(async () => {
  house = await TestSystem.start();
  house.tokens.register(recordFor(claims, house.tokens.keys));
});
after(() => house.close());

const payload = JSON.stringify(claims);
/** Issued as such: the registry lists it, so that nothing but the claim itself can be the reason. */
const issued = (changes: Partial<TokenClaims>): string =>
  house.tokens.issue({ jti: randomUUID(), ...changes });
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

test('a token is valid within the clock leeway of five seconds, at either end', async () => {
  assert.equal((await house.play('off', issued({ iat: nowS() + 4, nbf: nowS() + 4 }))).status, 200);
  assert.equal((await house.play('off', issued({ exp: nowS() - 2 }))).status, 200);
});

test('the refusal of a token whose signature is right tells whose it was; of any other it does not', async () => {
  const jti = randomUUID();
  const revoked = await house.play('off', house.tokens.issue({ jti }, { revokedAt: nowS() }));
  const { subject, tokenId } = await house.recordOf(revoked);
  assert.deepEqual([subject, tokenId], ['ifttt', jti]);
  const forged = await house.play(
    'off',
    signText(headerFor(house.tokens.keys.kid), payload, newKeyPair().privateKey),
  );
  assert.equal((await house.recordOf(forged)).subject, undefined);
});

test('no token, valid or not, nor any part of its signature, is ever in the audit trail', async () => {
  const secret = house.token.split('.')[2] ?? '';
  await house.play('off');
  await house.play('off', flip(house.token, house.token.length - 10));
  await sendRaw(
    house.port,
    `GET /${house.token.slice(0, 400)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  await sendRaw(house.port, `BREW ${house.token} HTTP/1.1\r\n\r\n`);
  await house.play('off');
  const written = house.gateway.stdout + house.gateway.stderr;
  assert.ok(written.length > 1000);
  assert.ok(!written.includes(secret.slice(0, 20)) && !written.includes('eyJ'), 'a token was written');
  assert.equal(house.gateway.stderr, '');
});
