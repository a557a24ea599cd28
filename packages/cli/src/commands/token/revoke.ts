import type { Command } from 'commander';
import { tokenFolder } from '../../tokens/folder.ts';
import { type Revocation, revokeTokens } from '../../tokens/revoke.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';

export function revokeCommand(): Command {
  return command<FolderOption>(
    'revoke <name-or-jti>',
    'take back all tokens of a name, or one by its jti, from the next request on',
    async (context, [nameOrJti = ''], { dir }) => {
      const revocation = await revokeTokens(tokenFolder(dir), nameOrJti);
      context.answer(revocation, () => sentences(revocation).join('\n'));
    },
  );
}

function sentences({ revoked, lapsed, revokedBefore }: Revocation): string[] {
  const over = new Set(lapsed.map(({ jti }) => jti));
  const [first, ...others] = revoked.map(
    ({ sub, jti }) => `${sub} (${jti})${over.has(jti) ? ', which was over already' : ''}`,
  );
  if (first === undefined)
    return [`${revokedBefore.length === 1 ? 'It was' : 'They were'} revoked already; nothing has changed.`];
  if (others.length === 0) return [`Revoked ${first}.`];
  return [`Revoked ${revoked.length} tokens:`, ...[first, ...others].map((token) => `  ${token}`)];
}
