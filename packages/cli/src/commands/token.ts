import { Command } from 'commander';
import { DEFAULT_FOLDER } from '../tokens/folder.ts';
import { createCommand } from './token/create.ts';
import { initCommand } from './token/init.ts';
import { inspectCommand } from './token/inspect.ts';
import { rotateKeyCommand, verifyKeyCommand } from './token/key.ts';
import { listCommand } from './token/list.ts';
import { revokeCommand } from './token/revoke.ts';
import { rotateCommand } from './token/rotate.ts';

const COMMANDS: readonly (() => Command)[] = [
  initCommand,
  createCommand,
  listCommand,
  rotateCommand,
  revokeCommand,
  inspectCommand,
  rotateKeyCommand,
  verifyKeyCommand,
];

export function tokenCommand(): Command {
  const token = new Command('token').description('keys for the web: what IFTTT, a phone or a script shows');
  for (const create of COMMANDS) {
    token.addCommand(create().option('--dir <dir>', 'where keys and registry are', DEFAULT_FOLDER));
  }
  return token;
}
