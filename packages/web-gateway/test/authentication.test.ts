import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { claimsFor, headerFor, newKeyPair, nowS, recordFor, signText } from '@garland/test-kit/tokens';
import type { TokenClaims } from '@garland/tokens';
import { sendRaw } from './http-client.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
/** Listed and valid. */
const claims: TokenClaims = claimsFor();

before(async () => {
  system = await TestSystem.start();
  system.tokens.register(recordFor(claims, system.tokens.keys));
});
after(() => system.close());

const payload = JSON.stringify(claims);
/** Issued as such: the registry lists it, so that nothing but the claim itself can be the reason. */
const issued = (changes: Partial<TokenClaims>): string =>
  system.tokens.issue({ jti: randomUUID(), ...changes });
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

test('a token is valid within the clock leeway of five seconds, at either end', async () => {
  assert.equal((await system.play('off', issued({ iat: nowS() + 4, nbf: nowS() + 4 }))).status, 200);
  assert.equal((await system.play('off', issued({ exp: nowS() - 2 }))).status, 200);
});

test('a refusal names the subject of a token whose signature is valid, and of no other', async () => {
  const jti = randomUUID();
  const revoked = await system.play('off', system.tokens.issue({ jti }, { revokedAt: nowS() }));
  const { subject, tokenId } = await system.recordOf(revoked);
  assert.deepEqual([subject, tokenId], ['ifttt', jti]);
  const forged = await system.play(
    'off',
    signText(headerFor(system.tokens.keys.kid), payload, newKeyPair().privateKey),
  );
  assert.equal((await system.recordOf(forged)).subject, undefined);
});

test('no token, valid or not, nor any part of its signature, is ever in the audit trail', async () => {
  const secret = system.token.split('.')[2] ?? '';
  await system.play('off');
  await system.play('off', flip(system.token, system.token.length - 10));
  await sendRaw(
    system.port,
    `GET /${system.token.slice(0, 400)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  await sendRaw(system.port, `BREW ${system.token} HTTP/1.1\r\n\r\n`);
  await system.play('off');
  const written = system.gateway.stdout + system.gateway.stderr;
  assert.ok(written.length > 1000);
  assert.ok(!written.includes(secret.slice(0, 20)) && !written.includes('eyJ'), 'a token was written');
  assert.equal(system.gateway.stderr, '');
});
