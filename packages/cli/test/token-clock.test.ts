import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, it } from 'node:test';
import { serializeRegistry, settleRegistry } from '@garland/tokens';
import { rotateSigningKey } from '../src/tokens/rotate-signing-key.ts';
import { rotateToken } from '../src/tokens/rotate-token.ts';
import { TokenFixture } from './token-fixture.ts';

const HOUR_S = 3600;
const nowS = (): number => Math.floor(Date.now() / 1000);

/** As a clock that is behind by this sees the folder. */
function setClockBehind(folder: TokenFixture, seconds: number): void {
  writeFileSync(folder.files.registry, serializeRegistry(settleRegistry(folder.registry, nowS() + seconds)));
}

describe('with a clock that is set back by an hour', () => {
  const anHourAgo = (): number => nowS() - HOUR_S;

  it('a token that was replaced without overlap is still replaced', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    assert.equal(folder.verificationResult(token, anHourAgo()), 'clock_behind');
    await rotateToken(folder.files, { nameOrId: 'ifttt', overlap: '0' });
    assert.equal(folder.verificationResult(token, anHourAgo()), 'replaced');
    const [old] = folder.registry.tokens;
    assert.equal(old?.revokedAt, old?.endsAt);
  });

  it('a key that was retired without overlap is still retired', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    await rotateSigningKey(folder.files, { overlap: '0' });
    assert.equal(folder.verificationResult(token, anHourAgo()), 'retired_key');
  });

  it('an overlap that a command found ended is still ended', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    await rotateToken(folder.files, { nameOrId: 'ifttt', overlap: '1h' });
    await rotateSigningKey(folder.files, { overlap: '2h' });
    setClockBehind(folder, HOUR_S);
    assert.equal(folder.verificationResult(token), 'replaced');
    setClockBehind(folder, 2 * HOUR_S);
    assert.equal(folder.verificationResult(token), 'retired_key');
  });

  it('a token of a key that retired before the last rotation is not listed as valid', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    for (let i = 0; i < 2; i++) await rotateSigningKey(folder.files, { overlap: '0' });
    assert.match((await folder.runTokenCommand('list')).stdout, /^ifttt +key retired /m);
  });
});

describe('before the last change of the tokens', () => {
  let folder: TokenFixture;
  let token: string;
  beforeEach(async () => {
    folder = new TokenFixture();
    ({ token } = await folder.issue('ifttt'));
    setClockBehind(folder, HOUR_S);
  });

  it('list says that a token is not valid yet, and why', async () => {
    const { stdout, stderr } = await folder.runTokenCommand('list');
    assert.match(stdout, /^ifttt +not valid before \d{4}-\d\d-\d\d +- /m);
    assert.match(stderr, /No token is accepted: the clock says .* sudo timedatectl set-ntp true$/m);
  });

  it('list --json says so to scripts', async () => {
    const { stdout } = await folder.runTokenCommand('list', '--json');
    const { clockBehind, tokens } = JSON.parse(stdout);
    const [{ state, validFrom, validUntil }] = tokens;
    assert.deepEqual([clockBehind, state, validUntil], [true, 'not_yet_valid', undefined]);
    assert.ok(validFrom > nowS());
  });

  for (const args of [['create', 'phone'], ['rotate', 'ifttt'], ['rotate-key']]) {
    it(`${args[0]} refuses, says both times, and changes nothing`, async () => {
      const before = folder.registry;
      const { code, stdout, stderr } = await folder.runTokenCommand(...args);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /The clock of this machine says .* UTC, but the tokens were changed on .* UTC/);
      assert.deepEqual(folder.registry, before);
      writeFileSync(folder.files.registry, serializeRegistry({ ...folder.registry, updatedAt: nowS() }));
      assert.equal((await folder.runTokenCommand(...args)).code, 0);
    });
  }

  it('revoke works', async () => {
    assert.equal((await folder.runTokenCommand('revoke', 'ifttt')).code, 0);
    assert.equal(folder.registry.tokens[0]?.revokedAt !== undefined, true);
    assert.ok((folder.registry.updatedAt ?? 0) > nowS());
  });

  it('trust-clock accepts the clock, and revives nothing that was revoked', async () => {
    assert.equal(folder.verificationResult(token), 'clock_behind');
    const { stdout } = await folder.runTokenCommand('trust-clock');
    assert.match(stdout, /^Tokens are accepted from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC on/);
    assert.equal(folder.verificationResult(token), 'accepted');
    await folder.runTokenCommand('revoke', 'ifttt');
    await folder.runTokenCommand('trust-clock');
    assert.equal(folder.verificationResult(token, 0), 'revoked');
  });
});
