import type { Command } from 'commander';
import { tokenCommandFor, tokenFolder } from '../../tokens/folder.ts';
import { initialise } from '../../tokens/init.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';

export function initCommand(): Command {
  return command<FolderOption & { tree: string }>(
    'init',
    'make the signing key, the public key and an empty registry',
    (context, _words, { dir, tree }) => {
      const folder = tokenFolder(dir);
      initialise(folder, tree);
      const { signingKey, publicKey, registry } = folder;
      context.answer({ tree, signingKey, publicKey, registry }, () =>
        [
          `Tokens for the tree "${tree}" can be made now:  ${tokenCommandFor(folder, 'create ifttt')}`,
          `  ${signingKey}  mints tokens: keep it secret, and keep a backup`,
          `  ${publicKey}  checks them: the gateway's half`,
          `  ${registry}  lists them`,
        ].join('\n'),
      );
    },
  ).requiredOption('--tree <name>', "this tree's name; its tokens work nowhere else");
}
