import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { initTokenFolder } from '../../tokens/init-token-folder.ts';
import {
  folderField,
  type TokenFolderOption,
  tokenCommandHint,
  tokenFolder,
} from '../../tokens/token-folder.ts';

export function initTokensCommand(): Command {
  return defineCommand<TokenFolderOption & { tree: string }>(
    'init',
    'create the signing key, the public key and an empty registry',
    async (context, _words, { dir, tree }) => {
      const folder = tokenFolder(dir);
      const keyId = initTokenFolder(folder, tree);
      await context.record({ event: 'keys_created', tree, keyId, ...folderField(folder) });
      const { signingKey, publicKey, registry } = folder;
      context.printResult({ tree, signingKey, publicKey, registry }, () =>
        [
          `You can now create tokens for the tree "${tree}":  ${tokenCommandHint(folder, 'create ifttt')}`,
          `  ${signingKey}  signs tokens: keep it secret, and back it up`,
          `  ${publicKey}  verifies tokens: used by the gateway`,
          `  ${registry}  lists issued tokens`,
        ].join('\n'),
      );
    },
  ).requiredOption('--tree <name>', 'name of this tree; its tokens work on no other tree');
}
