import type { Command } from 'commander';
import { garlandCommandHint } from '../../command-line/command-hint.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { type CliError, usageError } from '../../errors/cli-error.ts';
import { type Revocation, revokeTokens } from '../../tokens/revoke-tokens.ts';
import { folderField, type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';

export function revokeTokenCommand(): Command {
  return defineCommand<TokenFolderOption & { readonly all?: boolean }>(
    'revoke [name-or-id]',
    'revoke all tokens of a name, or one by its ID; takes effect with the next request',
    async (context, [nameOrId], { dir, all = false }) => {
      if (all === (nameOrId !== undefined)) throw wrongSelectionError();
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
  ).option('--all', 'revoke every token, for example after restoring an old registry');
}

function wrongSelectionError(): CliError {
  const help = garlandCommandHint('token revoke --help');
  return usageError('Give a token name or a token ID, or --all.', `See:  ${help}`);
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
