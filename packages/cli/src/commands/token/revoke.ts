import type { Command } from 'commander';
import { tokenFolder } from '../../tokens/folder.ts';
import { type Revocation, revokeTokens } from '../../tokens/revoke.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';

export function revokeCommand(): Command {
  return command<FolderOption & { all?: boolean }>(
    'revoke <name-or-jti>',
    'take a token back, from the next request on',
    async (context, [nameOrJti = ''], { dir, all = false }) => {
      const revocation = await revokeTokens(tokenFolder(dir), nameOrJti, all);
      context.answer(revocation, () => sentences(revocation).join('\n'));
    },
  ).option('--all', 'every token of that name');
}

function sentences({ revoked, revokedBefore }: Revocation): string[] {
  if (revoked.length > 0) return revoked.map(({ sub, jti }) => `Revoked ${sub} (${jti}).`);
  return [`${revokedBefore.length === 1 ? 'It was' : 'They were'} revoked already; nothing has changed.`];
}
