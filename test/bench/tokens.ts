import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initTokenFolder } from '@garland/cli/tokens/init-token-folder';
import { issueToken } from '@garland/cli/tokens/issue-token';
import { tokenFolder } from '@garland/cli/tokens/token-folder';
import { TokenVerifier } from '@garland/web-gateway/auth/token-verifier';
import { VERIFIED_TOKENS_MAX } from '@garland/web-gateway/auth/verified-token-cache';
import { measureNsPerUnit } from './measure.ts';

export interface TokenCosts {
  /** A token that the gateway has not seen: parsing, registry, signature. */
  readonly uncachedUs: number;
  /** The same token afterwards. */
  readonly cachedUs: number;
}

/** The verifier trusts a file's timestamps only once they are this old. */
const FILE_CLOCK_MS = 200;

/** The cost of verifying a token with real files, cached and uncached. */
export async function measureTokens(): Promise<TokenCosts> {
  const dir = mkdtempSync(join(tmpdir(), 'garland-bench-'));
  try {
    const files = tokenFolder(dir);
    initTokenFolder(files, 'bench');
    // One more than fit the cache: in turns, each has just been evicted.
    const tokens: string[] = [];
    for (let i = 0; i <= VERIFIED_TOKENS_MAX; i++) {
      const { token } = await issueToken(files, { name: 'bench', scope: 'play', lifetimeS: 86_400 });
      tokens.push(token);
    }
    await sleep(FILE_CLOCK_MS);
    const audit = { record: () => {}, close: async () => {} };
    const newVerifier = (): TokenVerifier =>
      new TokenVerifier({ publicKeys: files.publicKey, registry: files.registry }, audit);
    const [first, again] = [newVerifier(), newVerifier()];
    let next = 0;
    const figures = measureNsPerUnit([
      { name: 'first', units: 1, run: () => assertAccepted(first, tokens[next++ % tokens.length]) },
      { name: 'again', units: 1, run: () => assertAccepted(again, tokens[0]) },
    ]);
    return {
      uncachedUs: (figures.get('first') ?? Number.NaN) / 1000,
      cachedUs: (figures.get('again') ?? Number.NaN) / 1000,
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function assertAccepted(verifier: TokenVerifier, token = ''): void {
  const result = verifier.verify(token, Math.floor(Date.now() / 1000));
  if (typeof result === 'string' || 'fault' in result) throw new Error('a good token was refused');
}
