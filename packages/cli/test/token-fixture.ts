import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@garland/test-kit/support';
import { indexRegistry, parseKeyRing, parseRegistry, type TokenRegistry } from '@garland/tokens';
import { inspectToken } from '@garland/tokens/inspect';
import { initTokenFolder } from '../src/tokens/init-token-folder.ts';
import { issueToken } from '../src/tokens/issue-token.ts';
import { type TokenFolder, tokenFolder } from '../src/tokens/token-folder.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

const DAY_S = 86_400;

/** Keys and a registry of their own, and the commands about them. */
export class TokenFixture {
  readonly dir: string = join(temporaryFolder(), 'tokens');
  readonly files: TokenFolder = tokenFolder(this.dir);

  constructor() {
    initTokenFolder(this.files, 'home');
  }

  runTokenCommand(...args: string[]): Promise<CommandResult> {
    return runGarland(['token', ...args, '--dir', this.dir]);
  }

  get registry(): TokenRegistry {
    const parsed = parseRegistry(readFileSync(this.files.registry, 'utf8'));
    assert.ok(parsed.ok);
    return parsed.value;
  }

  get kids(): readonly string[] {
    const parsed = parseKeyRing(readFileSync(this.files.publicKey, 'utf8'));
    assert.ok(parsed.ok);
    return [...parsed.value.keys()];
  }

  /** What the gateway would say of it at that time. */
  verificationResult(token: string, nowS: number = Date.now() / 1000): string {
    const parsed = parseKeyRing(readFileSync(this.files.publicKey, 'utf8'));
    assert.ok(parsed.ok);
    const authority = { index: indexRegistry(this.registry), keys: parsed.value };
    return inspectToken(token, authority, nowS).fault ?? 'accepted';
  }

  issue(name: string, lifetimeS: number = 100 * DAY_S): Promise<{ token: string }> {
    return issueToken(this.files, { name, scope: 'play:twinkle play:off', lifetimeS });
  }
}
