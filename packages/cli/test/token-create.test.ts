import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import {
  parseRegistry,
  REGISTRY_MAX_BYTES,
  serializeRegistry,
  type TokenClaims,
  type TokenRecord,
} from '@garland/tokens';
import jwt from 'jsonwebtoken';
import { initTokenFolder } from '../src/tokens/init-token-folder.ts';
import { tokenFolder } from '../src/tokens/token-folder.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

type Tokens = (...args: string[]) => Promise<CommandResult>;

function newFolder(): { dir: string; token: Tokens } {
  const dir = join(temporaryFolder(), 'tokens');
  initTokenFolder(tokenFolder(dir), 'home');
  return { dir, token: (...args) => runGarland(['token', ...args, '--dir', dir]) };
}

describe('token init', { concurrency: 4 }, () => {
  it('creates files with the right modes', async () => {
    const dir = join(temporaryFolder(), 'tokens');
    assert.equal((await runGarland(['token', 'init', '--tree', 'home', '--dir', dir])).code, 0);
    const mode = (name: string): number => statSync(join(dir, name)).mode & 0o777;
    assert.equal(mode('private'), 0o700);
    assert.equal(mode('private/signing-key.pem'), 0o600);
    assert.equal(mode('public-key.pem'), 0o644);
    assert.equal(mode('registry.json'), 0o644);
  });

  it('never overwrites', async () => {
    const { dir, token } = newFolder();
    const before = readFileSync(join(dir, 'private', 'signing-key.pem'), 'utf8');
    const { code, stderr } = await token('init', '--tree', 'home');
    assert.equal(code, 1);
    assert.match(stderr, /nothing was changed/);
    assert.equal(readFileSync(join(dir, 'private', 'signing-key.pem'), 'utf8'), before);
  });

  it('refuses a name that is not valid in a claim', async () => {
    const { code } = await runGarland(['token', 'init', '--tree', 'My Tree', '--dir', temporaryFolder()]);
    assert.equal(code, 2);
  });
});

describe('token create', { concurrency: 4 }, () => {
  it('prints the token alone, signed for exactly the claims of the contract', async () => {
    const { dir, token } = newFolder();
    const { code, stdout, stderr } = await token(
      'create',
      'ifttt',
      '--allow',
      'twinkle,off',
      '--status',
      '--expires',
      '12h',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}\n$/);
    assert.ok(stderr.includes(`garland token revoke ifttt --dir ${dir}\n`));
    const { header, payload } = jwt.verify(stdout.trim(), readFileSync(join(dir, 'public-key.pem')), {
      algorithms: ['ES256'],
      complete: true,
    });
    const claims = payload as unknown as TokenClaims;
    assert.deepEqual(Object.keys(claims).sort(), ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'scope', 'sub']);
    assert.deepEqual(
      [claims.iss, claims.aud, claims.sub, claims.scope],
      ['garland', 'home', 'ifttt', 'play:twinkle play:off status'],
    );
    assert.equal(claims.exp - claims.iat, 12 * 3600);
    assert.equal(claims.nbf, claims.iat);
    const registry = parseRegistry(readFileSync(join(dir, 'registry.json'), 'utf8'));
    assert.ok(registry.ok);
    assert.equal(registry.value.tokens[0]?.jti, claims.jti);
    assert.deepEqual(header, { alg: 'ES256', typ: 'JWT', kid: registry.value.tokens[0]?.kid });
  });

  it('gives everything in JSON, and no private key anywhere', async () => {
    const { dir, token } = newFolder();
    const { stdout, stderr } = await token('create', 'phone', '--json');
    assert.equal(stderr, '');
    const answer = JSON.parse(stdout);
    assert.deepEqual([answer.sub, answer.scope, answer.tree], ['phone', 'play', 'home']);
    const secret = readFileSync(join(dir, 'private', 'signing-key.pem'), 'utf8').split('\n')[1] ?? '';
    assert.ok(
      !stdout.includes(secret) && !readFileSync(join(dir, 'registry.json'), 'utf8').includes(answer.token),
    );
  });

  it('warns of a lifetime of more than a year, and creates the token', async () => {
    const { token } = newFolder();
    const long = await token('create', 'phone', '--expires', '10y');
    assert.equal(long.code, 0);
    assert.match(long.stderr, /It is valid for 10 years, .*prefer at most a year/);
    assert.match((await token('rotate', 'phone')).stderr, /It is valid for 10 years,/);
    assert.doesNotMatch((await token('create', 'ifttt', '--expires', '1y')).stderr, /prefer/);
  });

  it('takes the name as an option, too, and exactly one name', async () => {
    const { dir, token } = newFolder();
    const { stdout } = await token('create', '--name', 'phone', '--json');
    assert.equal(JSON.parse(stdout).sub, 'phone');
    const registry = readFileSync(join(dir, 'registry.json'), 'utf8');
    for (const words of [[], ['phone', '--name', 'phone'], ['phone', 'ifttt']]) {
      assert.equal((await token('create', ...words)).code, 2, words.join(' '));
      assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), registry);
    }
  });

  it('says that another valid token has the name, and how to keep only one', async () => {
    const { dir, token } = newFolder();
    const { stdout, stderr: alone } = await token('create', 'phone', '--json');
    const { jti } = JSON.parse(stdout);
    assert.equal((await token('create', 'ifttt')).stderr.includes('called'), false);
    const { code, stderr } = await token('create', 'phone');
    assert.deepEqual([code, alone], [0, '']);
    assert.match(stderr, /^Another valid token is also called "phone";/m);
    assert.ok(stderr.includes(`  garland token revoke ${jti} --dir ${dir}   # issued `));
    assert.ok(stderr.includes(`garland token rotate phone --dir ${dir}\n`));
    assert.match((await token('create', 'phone')).stderr, /^2 other valid tokens are also called "phone"/m);
    await token('revoke', 'phone');
    assert.equal((await token('create', 'phone')).stderr.includes('called'), false);
  });

  for (const name of ['local', 'root', 'driver', 'gateway']) {
    it(`reserves the name ${name} for the audit log`, async () => {
      const { dir, token } = newFolder();
      const registry = readFileSync(join(dir, 'registry.json'), 'utf8');
      const { code, stdout, stderr } = await token('create', name);
      assert.deepEqual([code, stdout], [2, '']);
      assert.ok(stderr.includes(`"${name}" cannot be a token name: the audit log`));
      assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), registry);
      assert.equal((await token('create', `${name}-2`)).code, 0);
    });
  }

  const old = (i: number, exp: number): TokenRecord => ({
    jti: `token-${i}`,
    kid: '0123456789abcdef',
    sub: `user${i}`,
    scope: 'play',
    iat: 1,
    exp,
  });
  /** As many records as the gateway would read, but not one more. */
  const fill = (dir: string, exp: number): number => {
    const room = REGISTRY_MAX_BYTES - 100;
    let bytes = 0;
    const tokens: TokenRecord[] = [];
    while (bytes <= room) {
      const token = old(tokens.length, exp);
      bytes +=
        JSON.stringify({ ...token, endsAt: 1_234_567_890, revokedAt: 1_234_567_890 }).length +
        ',\n    '.length;
      if (bytes <= room) tokens.push(token);
    }
    writeFileSync(join(dir, 'registry.json'), serializeRegistry({ version: 1, tree: 'home', tokens }));
    return tokens.length;
  };

  it('removes tokens that expired long ago from a full registry, and says so', async () => {
    const { dir, token } = newFolder();
    const count = fill(dir, 2);
    const { code, stderr } = await token('create', 'phone');
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`${count} tokens that expired more than 30 days ago`));
    const registry = parseRegistry(readFileSync(join(dir, 'registry.json'), 'utf8'));
    assert.ok(registry.ok);
    assert.deepEqual(
      registry.value.tokens.map(({ sub }) => sub),
      ['phone'],
    );
  });

  it('never writes a registry that the gateway would not read, but revokes in a full one', async () => {
    const { dir, token } = newFolder();
    fill(dir, Math.floor(Date.now() / 1000) - 29 * 86_400);
    const before = readFileSync(join(dir, 'registry.json'), 'utf8');
    const { code, stdout, stderr } = await token('create', 'phone');
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /registry\.json is full/);
    assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), before);
    assert.equal((await token('revoke', 'user7')).code, 0);
    assert.ok(statSync(join(dir, 'registry.json')).size <= REGISTRY_MAX_BYTES);
  });

  it('keeps the mode of the registry', async () => {
    const { dir, token } = newFolder();
    chmodSync(join(dir, 'registry.json'), 0o640);
    await token('create', 'phone');
    assert.equal(statSync(join(dir, 'registry.json')).mode & 0o777, 0o640);
  });

  it('creates a token that expires at the end of a day, as its explanation says', async () => {
    const { dir, token } = newFolder();
    const now = new Date();
    const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 40, 23, 59, 59);
    const day = [end.getFullYear(), end.getMonth() + 1, end.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    const { code, stderr } = await token('create', 'ifttt', '--expires', day);
    assert.equal(code, 0);
    assert.ok(stderr.includes(`valid until ${day} for: play`), stderr);
    assert.equal((await token('rotate', 'ifttt', '--expires', day)).code, 0);
    const registry = parseRegistry(readFileSync(join(dir, 'registry.json'), 'utf8'));
    assert.ok('value' in registry);
    assert.deepEqual(
      registry.value.tokens.map(({ exp }) => exp),
      [end.getTime() / 1000, end.getTime() / 1000],
    );
  });

  it('refuses an unknown animation, and lists the known ones', async () => {
    const { dir, token } = newFolder();
    const before = readFileSync(join(dir, 'registry.json'), 'utf8');
    const { code, stdout, stderr } = await token('create', 'phone', '--allow', 'twinkel,off');
    assert.deepEqual([code, stdout], [5, '']);
    assert.match(stderr, /Did you mean "twinkle"/);
    assert.match(stderr, /Available: .*\bsnow\b/);
    assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), before);
  });

  const mistakes: readonly (readonly [string[], RegExp])[] = [
    [['Bad name'], /not a valid token name/],
    [['x', '--expires', '3 days'], /not a valid lifetime/],
    [['x', '--expires', '0d'], /not a valid lifetime/],
    [['x', '--expires', '99999y'], /not a valid lifetime/],
    [
      ['x', '--expires', '2026-02-30'],
      /not a valid day: use YYYY-MM-DD\.\n {2}For example: {2}--expires 2026-12-24/,
    ],
    [['x', '--expires', '26-2-3'], /not a valid day/],
    [['x', '--expires', '2001-01-01'], /not a day from today to ten years ahead/],
    [['x', '--expires', '9999-01-01'], /not a day from today to ten years ahead/],
    [['x', '--allow', 'Twinkle!'], /not a valid animation ID/],
    [['x', '--allow', ''], /not a valid animation ID/],
    [['x', '--allow', 'all,off'], /"all" in --allow includes every other ID\.\n.*--allow all$/m],
    [['x', '--allow', 'off, all'], /"all" in --allow includes every other ID/],
  ];
  for (const [args, message] of mistakes) {
    it(`refuses create ${args.join(' ')}`, async () => {
      const { dir, token } = newFolder();
      const before = readFileSync(join(dir, 'registry.json'), 'utf8');
      const { code, stdout, stderr } = await token('create', ...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), before);
    });
  }

  it('refuses a damaged registry, names the place and changes nothing', async () => {
    const { dir, token } = newFolder();
    const damaged = '{"version":1,"tree":"home","tokens":[{"jti":"a"}]}';
    writeFileSync(join(dir, 'registry.json'), damaged);
    for (const args of [['create', 'phone'], ['list'], ['revoke', 'phone']]) {
      const { code, stdout, stderr } = await token(...args);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /tokens\[0\]\.kid/);
    }
    assert.equal(readFileSync(join(dir, 'registry.json'), 'utf8'), damaged);
  });

  it('refuses keys that do not match', async () => {
    const { dir, token } = newFolder();
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(dir, 'public-key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const { code, stderr } = await token('create', 'phone');
    assert.equal(code, 1);
    assert.match(stderr, /do not match/);
  });

  it('says that init comes first', async () => {
    const dir = temporaryFolder();
    const { code, stderr } = await runGarland(['token', 'create', 'x', '--dir', dir]);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`garland token init --tree NAME --dir ${dir}\n`));
  });

  it('ends with exit code 4 without permission', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may look everywhere');
    const dir = join(temporaryFolder(), 'closed');
    mkdirSync(dir, { mode: 0o000 });
    assert.equal((await runGarland(['token', 'list', '--dir', dir])).code, 4);
  });
});
