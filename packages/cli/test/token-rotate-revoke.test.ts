import assert from 'node:assert/strict';
import { createHash, createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isLowS, keyIdOf, parseToken } from '@garland/tokens';
import { formatClockTime } from '../src/text/format-time.ts';
import { parseOverlapEndS } from '../src/tokens/parse-lifetime.ts';
import { rotateSigningKey } from '../src/tokens/rotate-signing-key.ts';
import { rotateToken } from '../src/tokens/rotate-token.ts';
import { TokenFixture } from './token-fixture.ts';

const DAY_S = 86_400;

describe('token rotate', { concurrency: 4 }, () => {
  it('issues a token like the old one, which goes on for two weeks', async () => {
    const folder = new TokenFixture();
    const old = await folder.issue('ifttt');
    const { code, stdout, stderr } = await folder.runTokenCommand('rotate', 'ifttt');
    assert.equal(code, 0);
    assert.match(stderr, /The old token works until \d{4}-\d\d-\d\d/);
    const [before, after] = folder.registry.tokens;
    assert.ok(before?.endsAt && after);
    assert.deepEqual(
      [after.sub, after.scope, after.exp - after.iat],
      [before.sub, before.scope, before.exp - before.iat],
    );
    assert.ok(Math.abs(before.endsAt - Date.now() / 1000 - 14 * DAY_S) < 60);
    assert.equal(before.revokedAt, undefined);
    for (const token of [old.token, stdout.trim()])
      assert.equal(folder.verificationResult(token), 'accepted');
    assert.equal(folder.verificationResult(old.token, before.endsAt - 1), 'accepted');
    assert.equal(folder.verificationResult(old.token, before.endsAt), 'replaced');
    assert.equal(folder.verificationResult(stdout.trim(), before.endsAt), 'accepted');
    assert.match((await folder.runTokenCommand('list')).stdout, /^ifttt +valid +14 days \(ends\)/m);
  });

  it('ends the old one at once with --overlap 0, through a day with --until', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const { code, stderr } = await folder.runTokenCommand('rotate', 'ifttt', '--overlap', '0');
    assert.equal(code, 0);
    assert.match(stderr, /^The old token no longer works\.$/m);
    assert.equal(folder.verificationResult(token), 'replaced');
    const day = new Date(Date.now() + 5 * DAY_S * 1000);
    const text = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    assert.equal((await folder.runTokenCommand('rotate', 'ifttt', '--until', text)).code, 0);
    const midnight = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime() / 1000;
    assert.equal(folder.registry.tokens[1]?.endsAt, midnight);
  });

  it('says that the old one is refused already where its key has retired', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    await rotateSigningKey(folder.files, { overlap: '0' });
    const { code, stderr } = await folder.runTokenCommand('rotate', 'ifttt');
    assert.equal(code, 0);
    assert.match(stderr, /^The old token is already refused, because its key is retired\.$/m);
    assert.doesNotMatch(stderr, /works until/);
    assert.equal(folder.verificationResult(token), 'retired_key');
  });

  it('says until when the old one works where its key retires before', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    await rotateSigningKey(folder.files, { overlap: '3d' });
    const endsAt = folder.registry.retiringKeys?.[0]?.endsAt ?? 0;
    const { stderr } = await folder.runTokenCommand('rotate', 'ifttt');
    assert.ok(
      stderr.includes(`The old token works until ${formatClockTime(new Date(endsAt * 1000).toISOString())}.`),
    );
    assert.equal(folder.verificationResult(token, endsAt - 1), 'accepted');
  });

  it('never lets the old one outlive its own expiry', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt', DAY_S);
    const { replaced } = await rotateToken(folder.files, { nameOrId: 'ifttt' });
    assert.equal(replaced.endsAt, replaced.exp);
  });

  it('rotates what is not being replaced already, time after time', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    for (let i = 0; i < 3; i++) await rotateToken(folder.files, { nameOrId: 'ifttt', overlap: '1d' });
    const open = folder.registry.tokens.filter(({ endsAt }) => endsAt === undefined);
    assert.deepEqual([folder.registry.tokens.length, open.length], [4, 1]);
  });

  const REFUSED: readonly (readonly [args: string[], code: number, message: RegExp])[] = [
    [['phone'], 5, /Did you mean|Unknown token/],
    [['twice'], 1, /2 valid tokens are called "twice"/],
    [['gone'], 1, /that is not already being replaced/],
    [['ifttt', '--overlap', '2'], 2, /not a valid lifetime/],
    [
      ['ifttt', '--overlap', '2030-01-01'],
      2,
      /2030-01-01 is a day, not a lifetime\.\n {2}For a last day: {2}--until 2030-01-01/,
    ],
    [['ifttt', '--overlap', 'soon'], 2, /For example: {2}--overlap 14d/],
    [['ifttt', '--expires', '2001-01-01'], 2, /not a day from today/],
    [['ifttt', '--overlap', '1d', '--until', '2099-01-01'], 2, /(only one|cannot be combined)/],
    [['ifttt', '--until', '2026-02-30'], 2, /not a valid day/],
    [['ifttt', '--until', '2001-01-01'], 2, /not a day from today/],
    [['ifttt', '--until', 'tomorrow'], 2, /not a valid day/],
    [['ifttt', '--expires', 'soon'], 2, /not a valid lifetime/],
    [['ifttt', '--qr'], 2, /needs a terminal on standard error/],
    [['ifttt', '--qr', '--json'], 2, /(only one|cannot be combined)/],
  ];
  for (const [args, code, message] of REFUSED) {
    it(`refuses ${args.join(' ')}, and changes nothing`, async () => {
      const folder = new TokenFixture();
      for (const name of ['ifttt', 'twice', 'twice', 'gone']) await folder.issue(name);
      await folder.runTokenCommand('revoke', 'gone');
      const before = readFileSync(folder.files.registry, 'utf8');
      const outcome = await folder.runTokenCommand('rotate', ...args);
      assert.deepEqual([outcome.code, outcome.stdout], [code, '']);
      assert.match(outcome.stderr, message);
      assert.equal(readFileSync(folder.files.registry, 'utf8'), before);
    });
  }
});

describe('token revoke', { concurrency: 4 }, () => {
  it('revokes all tokens of a name, also one that ends, and no others', async () => {
    const folder = new TokenFixture();
    const { token: old } = await folder.issue('ifttt');
    const { token: phone } = await folder.issue('phone');
    const rotated = (await folder.runTokenCommand('rotate', 'ifttt')).stdout.trim();
    await rotateSigningKey(folder.files, {});
    const { token: fresh } = await folder.issue('ifttt');
    const { code, stdout } = await folder.runTokenCommand('revoke', 'ifttt');
    assert.equal(code, 0);
    assert.match(stdout, /^Revoked 3 tokens:$/m);
    const { tokens } = folder.registry;
    for (const { sub, jti } of tokens) assert.equal(stdout.includes(`  ifttt (${jti})\n`), sub === 'ifttt');
    for (const token of [old, rotated, fresh]) assert.equal(folder.verificationResult(token), 'revoked');
    assert.equal(folder.verificationResult(phone), 'accepted');
  });

  it('revokes one token by its ID, and leaves the others of its name', async () => {
    const folder = new TokenFixture();
    const { token: old } = await folder.issue('ifttt');
    const { stdout: fresh, stderr } = await folder.runTokenCommand('rotate', 'ifttt');
    const jti = folder.registry.tokens[0]?.jti ?? '';
    assert.ok(stderr.includes(`To revoke it now:  garland token revoke ${jti} --dir ${folder.dir}\n`));
    assert.equal((await folder.runTokenCommand('revoke', jti)).stdout, `Revoked ifttt (${jti}).\n`);
    assert.equal(folder.verificationResult(old), 'revoked');
    assert.equal(folder.verificationResult(fresh.trim()), 'accepted');
  });

  it('revokes expired tokens, too, and says so: a clock can be set back', async () => {
    const folder = new TokenFixture();
    const { token: old } = await folder.issue('ifttt');
    await folder.runTokenCommand('rotate', 'ifttt', '--overlap', '0');
    const [ended, fresh] = folder.registry.tokens.map(({ jti }) => jti);
    const { stdout } = await folder.runTokenCommand('revoke', 'ifttt');
    assert.equal(
      stdout,
      `Revoked 2 tokens:\n  ifttt (${ended}), which had already expired\n  ifttt (${fresh})\n`,
    );
    assert.equal(folder.verificationResult(old, Date.now() / 1000 - 3), 'revoked');
  });

  it('changes nothing the second time, and still succeeds', async () => {
    const folder = new TokenFixture();
    for (const name of ['ifttt', 'ifttt', 'phone']) await folder.issue(name);
    for (const [name, answer] of [
      ['phone', /^Already revoked/],
      ['ifttt', /^Already revoked/],
    ] as const) {
      await folder.runTokenCommand('revoke', name);
      const before = readFileSync(folder.files.registry, 'utf8');
      const { code, stdout } = await folder.runTokenCommand('revoke', name);
      assert.equal(code, 0);
      assert.match(stdout, answer);
      assert.equal(readFileSync(folder.files.registry, 'utf8'), before);
    }
  });

  it('answers in JSON with the records', async () => {
    const folder = new TokenFixture();
    for (const name of ['ifttt', 'ifttt']) await folder.issue(name);
    const { revoked, expiredBefore, revokedBefore } = JSON.parse(
      (await folder.runTokenCommand('revoke', 'ifttt', '--json')).stdout,
    );
    assert.deepEqual([revoked.length, expiredBefore.length, revokedBefore.length], [2, 0, 0]);
    assert.deepEqual(revoked, folder.registry.tokens);
  });
});

describe('token revoke --all', { concurrency: 4 }, () => {
  it('revokes every token, also expired ones, and keeps when the others were revoked', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('phone');
    for (const name of ['ifttt', 'old']) await folder.issue(name);
    await folder.runTokenCommand('revoke', 'old');
    const before = folder.registry.tokens[2];
    const { code, stdout } = await folder.runTokenCommand('revoke', '--all');
    assert.equal(code, 0);
    assert.match(stdout, /^Revoked 2 tokens:\n {2}phone \(.*\n {2}ifttt \(/);
    assert.ok(folder.registry.tokens.every(({ revokedAt }) => revokedAt !== undefined));
    assert.deepEqual(folder.registry.tokens[2], before);
    assert.equal(folder.verificationResult(token), 'revoked');
    assert.match((await folder.runTokenCommand('revoke', '--all')).stdout, /nothing changed/);
  });

  it('is not done by leaving out the name, nor beside one', async () => {
    const folder = new TokenFixture();
    await folder.issue('phone');
    const before = folder.registry;
    for (const words of [[], ['phone', '--all']]) {
      const { code, stderr } = await folder.runTokenCommand('revoke', ...words);
      assert.equal(code, 2);
      assert.match(stderr, /a token name or a token ID, or --all/);
      assert.deepEqual(folder.registry, before);
    }
  });
});

describe('token rotate-key', { concurrency: 4 }, () => {
  it('signs with a new key, while tokens of the old one go on for thirty days', async () => {
    const folder = new TokenFixture();
    const [first] = folder.kids;
    const old = await folder.issue('ifttt');
    const { code, stdout } = await folder.runTokenCommand('rotate-key');
    assert.equal(code, 0);
    const [second, ...others] = folder.kids;
    assert.deepEqual(others, [first]);
    assert.ok(
      stdout.includes(`The key ${second} now signs`) && stdout.includes(`The key ${first} is being retired`),
    );
    assert.ok(stdout.includes(`garland token rotate ifttt --dir ${folder.dir}`));
    const fresh = await folder.issue('phone');
    assert.equal(folder.registry.tokens.at(-1)?.kid, second);
    const endsAt = folder.registry.retiringKeys?.[0]?.endsAt ?? 0;
    assert.ok(Math.abs(endsAt - Date.now() / 1000 - 30 * DAY_S) < 60);
    assert.equal(folder.verificationResult(old.token, endsAt - 1), 'accepted');
    assert.equal(folder.verificationResult(old.token, endsAt), 'retired_key');
    assert.equal(folder.verificationResult(fresh.token, endsAt), 'accepted');
  });

  it('retires a key at once with --overlap 0; what it signed can still be rotated', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    assert.match((await folder.runTokenCommand('rotate-key', '--overlap', '0')).stdout, /is retired/);
    assert.equal(folder.verificationResult(token), 'retired_key');
    assert.match((await folder.runTokenCommand('list')).stdout, /^ifttt +key retired/m);
    const rotated = await folder.runTokenCommand('rotate', 'ifttt');
    assert.equal(folder.verificationResult(rotated.stdout.trim()), 'accepted');
  });

  it('keeps the modes of all files, and leaves no other', async () => {
    const folder = new TokenFixture();
    await rotateSigningKey(folder.files, {});
    const mode = (path: string): number => statSync(path).mode & 0o777;
    const { privateFolder, signingKey, publicKey, registry } = folder.files;
    assert.deepEqual(
      [privateFolder, signingKey, publicKey, registry].map(mode),
      [0o700, 0o600, 0o644, 0o644],
    );
    assert.deepEqual(readdirSync(folder.dir).sort(), ['private', 'public-key.pem', 'registry.json']);
    assert.deepEqual(readdirSync(privateFolder), ['signing-key.pem']);
  });

  it('never gives a key on its way out more time than it had, and drops it once it has retired', async () => {
    const folder = new TokenFixture();
    const [first = ''] = folder.kids;
    const ends = async (overlap: string): Promise<number | undefined> => {
      await rotateSigningKey(folder.files, { overlap });
      return folder.registry.retiringKeys?.find(({ kid }) => kid === first)?.endsAt;
    };
    const end = await ends('1d');
    assert.equal(await ends('30d'), end);
    await ends('0');
    assert.equal(folder.kids.length, 4);
    await rotateSigningKey(folder.files, {});
    assert.ok(!folder.kids.includes(first));
    assert.equal(folder.kids.length, 2);
  });

  it('refuses when eight keys are in use, and changes nothing', async () => {
    const folder = new TokenFixture();
    for (let i = 0; i < 7; i++) await rotateSigningKey(folder.files, {});
    const before = folder.kids;
    await assert.rejects(rotateSigningKey(folder.files, {}), /8 keys are in use/);
    assert.deepEqual(folder.kids, before);
  });

  it('goes on where the signing key was lost', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    rmSync(folder.files.privateFolder, { recursive: true });
    assert.equal((await folder.runTokenCommand('verify-key')).code, 1);
    await rotateSigningKey(folder.files, {});
    assert.equal((await folder.runTokenCommand('verify-key')).code, 0);
    assert.equal(folder.verificationResult(token), 'accepted');
  });
});

describe('what is issued', () => {
  it('has the one accepted form of a signature, whichever the curve gives', async () => {
    const folder = new TokenFixture();
    for (let i = 0; i < 20; i++) {
      const { token } = await folder.issue(`user${i}`);
      assert.ok(parseToken(token).ok);
      assert.ok(isLowS(Buffer.from(token.split('.')[2] ?? '', 'base64url')));
      assert.equal(folder.verificationResult(token), 'accepted');
    }
  });

  it('names a key as OpenSSL and sha256sum would', () => {
    const folder = new TokenFixture();
    const pem = readFileSync(folder.files.publicKey, 'utf8');
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    assert.equal(keyIdOf(createPublicKey(pem)), createHash('sha256').update(der).digest('hex').slice(0, 16));
  });

  it('an overlap through a day ends at midnight, also where clocks change on it', () => {
    const nowS = new Date(2026, 2, 1).getTime() / 1000;
    for (const [day, next] of [
      ['2026-03-29', new Date(2026, 2, 30)],
      ['2026-10-25', new Date(2026, 9, 26)],
      ['2026-12-31', new Date(2027, 0, 1)],
      ['2028-02-29', new Date(2028, 2, 1)],
    ] as const)
      assert.equal(parseOverlapEndS({ until: day }, '14d', nowS), next.getTime() / 1000);
    assert.equal(parseOverlapEndS({}, '14d', nowS), nowS + 14 * DAY_S);
    assert.equal(parseOverlapEndS({ overlap: '0' }, '14d', nowS), nowS);
  });
});
