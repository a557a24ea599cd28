import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { writeHeaderLine } from '../src/commands/token/print-token.ts';
import type { IssuedToken } from '../src/tokens/issue-token.ts';
import { type CommandResult, runGarland } from './run-garland.ts';
import { TokenFixture } from './token-fixture.ts';

const asRoot = process.getuid?.() === 0;

/** A folder of tokens, one to work in, and the commands that issue a token. */
function setUp(env: Readonly<Record<string, string>> = {}): {
  readonly tokens: TokenFixture;
  readonly at: (name: string) => string;
  readonly run: (...args: string[]) => Promise<CommandResult>;
} {
  const tokens = new TokenFixture();
  const workingDirectory = temporaryFolder();
  return {
    tokens,
    at: (name) => join(workingDirectory, name),
    run: (...args) => runGarland(['token', ...args, '--dir', tokens.dir], { workingDirectory, env }),
  };
}

describe('--out of token create and token rotate', { concurrency: 4 }, () => {
  for (const [command, ...args] of [
    ['create', 'phone'],
    ['rotate', 'phone'],
  ] as const) {
    it(`${command} writes a header line, for its owner alone, and prints no token`, async (t) => {
      const { tokens, at, run } = setUp();
      if (command === 'rotate') await tokens.issue('phone');
      const umask = process.umask(0);
      t.after(() => process.umask(umask));
      const { code, stdout, stderr } = await run(command, ...args, '--out', 'phone.header');
      assert.equal(code, 0, stderr);
      assert.equal(stdout, `${at('phone.header')}\n`);
      assert.equal(statSync(at('phone.header')).mode & 0o777, 0o600);
      const [, token = ''] =
        /^Authorization: Bearer (\S+)\n$/.exec(readFileSync(at('phone.header'), 'utf8')) ?? [];
      assert.equal(tokens.verificationResult(token), 'accepted');
      assert.ok(!stderr.includes(token));
      assert.ok(stderr.includes(`curl -H @${at('phone.header')}`));
      const { stdout: inspected } = await run('inspect', at('phone.header'));
      assert.match(inspected, /^Accepted/);
    });

    it(`${command} never overwrites, never follows a link, and then issues nothing`, async () => {
      const { tokens, at, run } = setUp();
      if (command === 'rotate') await tokens.issue('phone');
      const before = readFileSync(tokens.files.registry, 'utf8');
      writeFileSync(at('file'), 'mine');
      symlinkSync(at('nothing'), at('link'));
      let advice = '';
      for (const name of ['file', 'link']) {
        const { code, stdout, stderr } = await run(command, ...args, '--out', name);
        assert.deepEqual([code, stdout], [1, '']);
        assert.match(stderr, /already exists; nothing was changed\.\n {2}Choose another name, or remove it/);
        [, advice = ''] = /first: {2}(.*)$/m.exec(stderr) ?? [];
        assert.equal(readFileSync(tokens.files.registry, 'utf8'), before);
      }
      assert.equal(readFileSync(at('file'), 'utf8'), 'mine');
      assert.ok(!existsSync(at('nothing')));
      execFileSync('sh', ['-c', advice]);
      assert.equal((await run(command, ...args, '--out', 'link')).code, 0);
    });
  }

  it('leaves no empty file behind if no token is issued', async () => {
    const { at, run } = setUp();
    assert.equal((await run('create', 'Not a name', '--out', 'phone.header')).code, 2);
    assert.equal((await run('rotate', 'unknown', '--out', 'phone.header')).code, 5);
    assert.ok(!existsSync(at('phone.header')));
  });

  it('with --json, the object names the file and has no token', async () => {
    const { at, run } = setUp();
    const { file, token, sub } = JSON.parse((await run('create', 'phone', '--out', 'a', '--json')).stdout);
    assert.deepEqual([file, token, sub], [at('a'), undefined, 'phone']);
  });

  it('belongs to the user who ran sudo, who could not read it otherwise', {
    skip: !asRoot && 'needs root',
  }, async () => {
    const { at, run } = setUp({ SUDO_UID: '65534', SUDO_GID: '65533' });
    chownSync(at(''), 65_534, 65_533);
    assert.equal((await run('create', 'phone', '--out', 'a')).code, 0);
    const { uid, gid, mode } = statSync(at('a'));
    assert.deepEqual([uid, gid, mode & 0o777], [65_534, 65_533, 0o600]);
    for (const SUDO_UID of ['', '0', 'root', '-1', '4294967295']) {
      const other = setUp({ SUDO_UID, SUDO_GID: '65533' });
      chownSync(other.at(''), 65_534, 65_533);
      assert.equal((await other.run('create', 'phone', '--out', 'a')).code, 0);
      assert.equal(statSync(other.at('a')).uid, 0, SUDO_UID);
    }
  });

  it("stays root's in a folder of root or of another user, also behind a link, and says so", {
    skip: !asRoot && 'needs root',
  }, async () => {
    const { at, run } = setUp({ SUDO_UID: '65534', SUDO_GID: '65533' });
    chownSync(at(''), 65_534, 65_533);
    const roots = temporaryFolder();
    const others = temporaryFolder();
    chownSync(others, 65_532, 65_532);
    symlinkSync(roots, at('link'));
    for (const file of [join(roots, 'a'), join(others, 'b'), join(at('link'), 'c')]) {
      const { code, stderr } = await run('create', 'phone', '--out', file);
      assert.equal(code, 0);
      assert.match(stderr, /The folder is not yours, so the file belongs to root/);
      assert.deepEqual([statSync(file).uid, statSync(file).mode & 0o777], [0, 0o600]);
    }
  });

  it('says that its folder does not exist', async () => {
    for (const env of [{}, { SUDO_UID: '65534', SUDO_GID: '65533' }]) {
      const { code, stderr } = await setUp(env).run('create', 'phone', '--out', 'none/a');
      assert.equal(code, 1);
      assert.match(stderr, /There is no folder \/\S+\/none; nothing was changed/);
    }
  });

  it('says how to revoke the token if the disk is full', async () => {
    const tokens = new TokenFixture();
    await tokens.issue('phone');
    const [record] = tokens.registry.tokens;
    let isDiscarded = false;
    const file = {
      path: '/media/phone.header',
      write: () => {
        throw new Error('ENOSPC: no space left on device, write');
      },
      discard: () => {
        isDiscarded = true;
      },
    };
    const issued = { token: 'secret', record } as IssuedToken;
    assert.throws(
      () => writeHeaderLine(file, issued, tokens.files),
      ({ message, hints: [hint = ''] }: Error & { hints: string[] }) =>
        /cannot be written to \/media\/phone\.header: ENOSPC/.test(message) &&
        hint.endsWith(`garland token revoke ${record?.jti} --dir ${tokens.dir}`),
    );
    assert.ok(isDiscarded);
  });
});
