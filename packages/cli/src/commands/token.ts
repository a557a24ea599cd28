import { Command } from 'commander';
import { DEFAULT_TOKEN_FOLDER } from '../tokens/token-folder.ts';
import { createTokenCommand } from './token/create.ts';
import { initTokensCommand } from './token/init.ts';
import { inspectTokenCommand } from './token/inspect.ts';
import { listTokensCommand } from './token/list.ts';
import { revokeTokenCommand } from './token/revoke.ts';
import { rotateTokenCommand } from './token/rotate.ts';
import { rotateKeyCommand, verifyKeyCommand } from './token/rotate-key.ts';

const TOKEN_COMMANDS: readonly (() => Command)[] = [
  initTokensCommand,
  createTokenCommand,
  listTokensCommand,
  rotateTokenCommand,
  revokeTokenCommand,
  inspectTokenCommand,
  rotateKeyCommand,
  verifyKeyCommand,
];

export function tokenCommand(): Command {
  const token = new Command('token').description('keys for the web: what IFTTT, a phone or a script shows');
  for (const create of TOKEN_COMMANDS) {
    token.addCommand(create().option('--dir <dir>', 'where keys and registry are', DEFAULT_TOKEN_FOLDER));
  }
  return token;
}
