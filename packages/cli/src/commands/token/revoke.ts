import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { type Revocation, revokeTokens } from '../../tokens/revoke-tokens.ts';
import { folderField, type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';

export function revokeTokenCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'revoke <name-or-id>',
    'revoke all tokens of a name, or one by its ID; takes effect with the next request',
    async (context, [nameOrId = ''], { dir }) => {
      const folder = tokenFolder(dir);
      const revocation = await revokeTokens(folder, nameOrId);
      await context.record(
        ...revocation.revoked.map(({ sub, jti }) => ({
          event: 'token_revoked' as const,
          subject: sub,
          tokenId: jti,
          ...folderField(folder),
        })),
      );
      context.printResult(revocation, () => describeRevocation(revocation).join('\n'));
    },
  );
}

function describeRevocation({ revoked, expiredBefore }: Revocation): string[] {
  const expiredIds = new Set(expiredBefore.map(({ jti }) => jti));
  const [first, ...others] = revoked.map(
    ({ sub, jti }) => `${sub} (${jti})${expiredIds.has(jti) ? ', which had already expired' : ''}`,
  );
  if (first === undefined) return ['Already revoked; nothing changed.'];
  if (others.length === 0) return [`Revoked ${first}.`];
  return [`Revoked ${revoked.length} tokens:`, ...[first, ...others].map((token) => `  ${token}`)];
}
