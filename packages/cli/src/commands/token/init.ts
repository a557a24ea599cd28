import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { initTokenFolder } from '../../tokens/init-token-folder.ts';
import { tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import type { TokenFolderOption } from './folder-option.ts';

export function initTokensCommand(): Command {
  return defineCommand<TokenFolderOption & { tree: string }>(
    'init',
    'make the signing key, the public key and an empty registry',
    (context, _words, { dir, tree }) => {
      const folder = tokenFolder(dir);
      initTokenFolder(folder, tree);
      const { signingKey, publicKey, registry } = folder;
      context.printResult({ tree, signingKey, publicKey, registry }, () =>
        [
          `Tokens for the tree "${tree}" can be made now:  ${tokenCommandHint(folder, 'create ifttt')}`,
          `  ${signingKey}  mints tokens: keep it secret, and keep a backup`,
          `  ${publicKey}  checks them: the gateway's half`,
          `  ${registry}  lists them`,
        ].join('\n'),
      );
    },
  ).requiredOption('--tree <name>', "this tree's name; its tokens work nowhere else");
}
