import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { type Revocation, revokeTokens } from '../../tokens/revoke-tokens.ts';
import { tokenFolder } from '../../tokens/token-folder.ts';
import type { TokenFolderOption } from './folder-option.ts';

export function revokeTokenCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'revoke <name-or-jti>',
    'take back all tokens of a name, or one by its jti, from the next request on',
    async (context, [nameOrJti = ''], { dir }) => {
      const revocation = await revokeTokens(tokenFolder(dir), nameOrJti);
      context.printResult(revocation, () => describeRevocation(revocation).join('\n'));
    },
  );
}

function describeRevocation({ revoked, expiredBefore, revokedBefore }: Revocation): string[] {
  const expiredIds = new Set(expiredBefore.map(({ jti }) => jti));
  const [first, ...others] = revoked.map(
    ({ sub, jti }) => `${sub} (${jti})${expiredIds.has(jti) ? ', which was over already' : ''}`,
  );
  if (first === undefined)
    return [`${revokedBefore.length === 1 ? 'It was' : 'They were'} revoked already; nothing has changed.`];
  if (others.length === 0) return [`Revoked ${first}.`];
  return [`Revoked ${revoked.length} tokens:`, ...[first, ...others].map((token) => `  ${token}`)];
}
