import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BUILT_IN_IDS } from '@garland/animations';
import { temporaryFolder } from '@garland/test-kit/support';
import { parseRegistry, parseScope, serializeRegistry } from '@garland/tokens';
import fc from 'fast-check';
import { CliError } from '../src/errors/cli-error.ts';
import { initTokenFolder } from '../src/tokens/init-token-folder.ts';
import { parseLifetime } from '../src/tokens/parse-lifetime.ts';
import { scopeFromOptions } from '../src/tokens/scope-from-options.ts';
import { tokenFolder } from '../src/tokens/token-folder.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

type Tokens = (...args: string[]) => Promise<CommandResult>;

function newFolder(): { dir: string; token: Tokens } {
  const dir = join(temporaryFolder(), 'tokens');
  initTokenFolder(tokenFolder(dir), 'home');
  return { dir, token: (...args) => runGarland(['token', ...args, '--dir', dir]) };
}

describe('token list and revoke', { concurrency: 4 }, () => {
  it('suggests the next command, for the same folder', async () => {
    const dir = join(temporaryFolder(), 'my tokens');
    const made = await runGarland(['token', 'init', '--tree', 'home', '--dir', dir]);
    assert.ok(made.stdout.includes(`  garland token create ifttt --dir '${dir}'\n`));
    const list = await runGarland(['token', 'list', '--dir', dir]);
    assert.equal(list.stdout, `No tokens yet:  garland token create ifttt --dir '${dir}'\n`);
  });

  it('shows and revokes by name, once', async () => {
    const { token } = newFolder();
    await token('create', 'ifttt');
    assert.match((await token('list')).stdout, /^ifttt +valid +180 days/m);
    assert.match((await token('revoke', 'ifttt')).stdout, /Revoked ifttt/);
    const again = await token('revoke', 'ifttt');
    assert.equal(again.code, 0);
    assert.match(again.stdout, /^Already revoked/);
    assert.match((await token('list')).stdout, /^ifttt +revoked [\d-]+ +- +\d/m);
  });

  it('suggests a name, with exit code 5', async () => {
    const { dir, token } = newFolder();
    await token('create', 'ifttt');
    const { code, stderr } = await token('revoke', 'iftt');
    assert.equal(code, 5);
    assert.match(stderr, /Did you mean "ifttt"/);
    assert.ok(stderr.includes(`garland token list --dir ${dir}\n`));
  });
});

describe('registry, scopes and lifetimes', () => {
  it('a registry reads back as it was', () => {
    const record = fc.record(
      {
        jti: fc.uuid(),
        kid: fc.stringMatching(/^[0-9a-f]{16}$/),
        sub: fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,31}$/),
        scope: fc.constantFrom('play', 'status', 'play:fire status'),
        iat: fc.nat(),
        exp: fc.nat(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: ({ jti }) => jti }), (tokens) => {
        const parsed = parseRegistry(serializeRegistry({ version: 1, tree: 'home', tokens }));
        assert.ok(parsed.ok);
        assert.deepEqual(parsed.value.tokens, tokens);
      }),
    );
  });

  it('every scope that is created is valid for the gateway', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.boolean(), (allow, status) => {
        let scope: string;
        try {
          scope = scopeFromOptions({ allow, status }, BUILT_IN_IDS);
        } catch (error) {
          assert.ok(error instanceof CliError);
          return;
        }
        assert.ok(parseScope(scope));
      }),
    );
  });

  it('lifetimes have units', () => {
    assert.equal(parseLifetime('2w'), 14 * 86_400);
    assert.equal(parseLifetime('1y'), 365 * 86_400);
    assert.throws(() => parseLifetime('180'), /not a valid lifetime/);
  });
});
