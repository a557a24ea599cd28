import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { runGarland } from './run-garland.ts';
import { TokenFixture } from './token-fixture.ts';

describe('token inspect', { concurrency: 4 }, () => {
  it('explains a good token from a file, from standard input and as a header line, without its signature', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const file = join(folder.dir, 'phone.token');
    writeFileSync(file, `Authorization: Bearer ${token}\n`);
    const { code, stdout, stderr } = await folder.runTokenCommand('inspect', file);
    assert.equal(code, 0);
    assert.match(stdout, /^Accepted/);
    assert.match(stdout, /^ {2}kid +[0-9a-f]{16} +the current signing key$/m);
    assert.match(stdout, /^ {2}exp .*in 100 days$/m);
    assert.ok(!(stdout + stderr).includes(token.split('.')[2]?.slice(0, 12) ?? ''));
    const stdin = readFileSync(file, 'utf8');
    const piped = await runGarland(['token', 'inspect', '--dir', folder.dir], { stdin });
    const timeless = (text: string): string => text.replaceAll(/\d+ seconds? ago/g, 'just now');
    assert.equal(timeless(piped.stdout), timeless(stdout));
  });

  it('accepts the header lines that the gateway accepts, and no others', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const exitCode = async (stdin: string): Promise<number | null> =>
      (await runGarland(['token', 'inspect', '--dir', folder.dir], { stdin })).code;
    for (const line of [
      `Bearer ${token}`,
      `authorization:\tBEARER   ${token} \r\n`,
      `Authorization: Bearer  ${token}`,
      token,
    ])
      assert.equal(await exitCode(line), 0, line);
    for (const line of [
      `Bearer\t${token}`,
      `Bearer\u00a0${token}`,
      `Bearer "${token}"`,
      `Bearer Bearer ${token}`,
      `Basic ${token}`,
    ])
      assert.equal(await exitCode(line), 1, line);
  });

  it('names the invisible characters that it removed', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const file = join(folder.dir, 'token');
    writeFileSync(file, `\ufeff${token}\u2028\u00a0\n`);
    const { code, stderr } = await folder.runTokenCommand('inspect', file);
    assert.equal(code, 0);
    assert.match(stderr, /removed invisible characters.*: U\+FEFF, U\+2028, U\+00A0\. /i);
    const json = JSON.parse((await folder.runTokenCommand('inspect', file, '--json')).stdout);
    assert.deepEqual(json.removed, ['U+FEFF', 'U+2028', 'U+00A0']);
  });

  it('gives the reason of a refusal and what to do, with exit code 1', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const file = join(folder.dir, 'token');
    writeFileSync(file, token);
    await folder.runTokenCommand('revoke', 'ifttt');
    const { code, stdout } = await folder.runTokenCommand('inspect', file);
    assert.equal(code, 1);
    assert.match(stdout, /^Refused: revoked\n {2}It was revoked\.\n/);
    assert.match(stdout, /signed by a key of this tree/);
    const json = JSON.parse((await folder.runTokenCommand('inspect', file, '--json')).stdout);
    assert.deepEqual([json.accepted, json.reason, json.hasValidSignature], [false, 'revoked', true]);
    assert.equal(json.claims.sub, 'ifttt');
    assert.ok(!JSON.stringify(json).includes(token.split('.')[2] ?? ''));
  });

  it('marks unproven claims as such, and escapes control characters in them', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const claims = Buffer.from(JSON.stringify({ sub: '\x1b[2Jroot\u009b', 'k\x07': 'x'.repeat(900) }));
    const forged = [token.split('.')[0], claims.toString('base64url'), token.split('.')[2]].join('.');
    const file = join(folder.dir, 'token');
    writeFileSync(file, forged);
    const { code, stdout } = await folder.runTokenCommand('inspect', file);
    assert.equal(code, 1);
    assert.match(stdout, /signature not verified/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    assert.ok(Math.max(...stdout.split('\n').map((line) => line.length)) < 400);
  });

  it('repeats neither a token on the command line nor a private key', async () => {
    const folder = new TokenFixture();
    const { token } = await folder.issue('ifttt');
    const argument = await folder.runTokenCommand('inspect', token);
    assert.deepEqual([argument.code, argument.stdout], [2, '']);
    assert.match(argument.stderr, /shell history/);
    assert.ok(!argument.stderr.includes(token.slice(0, 30)));
    const key = await folder.runTokenCommand('inspect', folder.files.signingKey);
    assert.equal(key.code, 1);
    assert.match(key.stdout, /^Refused: /);
    assert.ok(!key.stdout.includes('PRIVATE') && !key.stdout.includes('MIG'));
  });

  it('ends soon on endless input', async () => {
    const folder = new TokenFixture();
    const endless = Readable.from(
      (function* () {
        for (;;) yield 'y\n'.repeat(1000);
      })(),
    );
    const { stdout } = await runGarland(['token', 'inspect', '--dir', folder.dir], { stdin: endless });
    assert.match(stdout, /^Refused: too_long/);
  });

  it('refuses claims that nest too deep to be printed', async () => {
    const folder = new TokenFixture();
    const part = (text: string): string => Buffer.from(text).toString('base64url');
    const deep = part(`{"sub":${'['.repeat(9_000)}${']'.repeat(9_000)}}`);
    writeFileSync(join(folder.dir, 'deep'), `${part('{"alg":"ES256"}')}.${deep}.${'A'.repeat(86)}`);
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await folder.runTokenCommand(
        'inspect',
        join(folder.dir, 'deep'),
        ...json,
      );
      assert.deepEqual([code, stderr], [1, '']);
      assert.match(stdout, /too_long/);
    }
  });
});
