import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROGRAMS } from '@garland/test-kit/programs';
import { serializeRegistry } from '@garland/tokens';
import { cleanEnv } from '../run-garland.ts';
import { TokenFixture } from '../token-fixture.ts';
import { spawnGarland } from './spawn-garland.ts';

const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const FILES = ['private', 'public-key.pem', 'registry.json'];

describe('the registry of tokens', () => {
  it('gets all of eight tokens that are created at once, in spite of a stale lock', async () => {
    const { dir, registryTokens } = fixture();
    const { pid } = spawnSync('/bin/true');
    writeFileSync(`${dir}/registry.json.lock.${pid}.${BOOT}`, '');
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => spawnGarland(['token', 'create', `user${i}`, '--dir', dir])),
    );
    assert.deepEqual(
      results.map(({ code }) => code),
      results.map(() => 0),
    );
    assert.equal(registryTokens(), 8);
    assert.deepEqual(readdirSync(dir).sort(), FILES);
  });

  it('stays whole if it cannot be written', () => {
    const { dir, files } = new TokenFixture();
    const tokens = Array.from({ length: 30 }, (_, i) => ({
      jti: `token-${i}`,
      kid: '0123456789abcdef',
      sub: `user${i}`,
      scope: 'play',
      iat: 1,
      exp: 2,
    }));
    writeFileSync(files.registry, serializeRegistry({ version: 1, tree: 'home', tokens }));
    const before = readFileSync(files.registry, 'utf8');
    // One block, of 512 or 1024 bytes: a part of the registry could still be written.
    const command = `ulimit -f 1; exec "$0" "$1" token create five --allow all --dir "$2"`;
    const words = ['-c', command, process.execPath, PROGRAMS.cli, dir];
    const { status, stdout, stderr } = spawnSync('/bin/sh', words, { encoding: 'utf8', env: cleanEnv() });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /nothing was changed/);
    assert.equal(readFileSync(files.registry, 'utf8'), before);
    assert.deepEqual(readdirSync(dir).sort(), FILES);
  });
});

function fixture(): { dir: string; registryTokens(): number } {
  const folder = new TokenFixture();
  return { dir: folder.dir, registryTokens: () => folder.registry.tokens.length };
}
