import { Command } from 'commander';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { createTokenCommand } from './token/create.ts';
import { initTokensCommand } from './token/init.ts';
import { inspectTokenCommand } from './token/inspect.ts';
import { listTokensCommand } from './token/list-tokens.ts';
import { revokeTokenCommand } from './token/revoke.ts';
import { rotateTokenCommand } from './token/rotate.ts';
import { rotateKeyCommand } from './token/rotate-key.ts';
import { trustClockCommand } from './token/trust-clock.ts';
import { verifyKeyCommand } from './token/verify-key.ts';

const TOKEN_COMMANDS: readonly (() => Command)[] = [
  initTokensCommand,
  createTokenCommand,
  listTokensCommand,
  rotateTokenCommand,
  revokeTokenCommand,
  inspectTokenCommand,
  rotateKeyCommand,
  verifyKeyCommand,
  trustClockCommand,
];

export function tokenCommand(): Command {
  const token = new Command('token').description('create, list, rotate and revoke access tokens');
  for (const create of TOKEN_COMMANDS) {
    token.addCommand(
      create().option('--dir <dir>', 'folder of keys and registry', INSTALLED_PATHS.tokenFolder),
    );
  }
  return token;
}
