import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { tokenFolder } from '../../tokens/folder.ts';
import { parseLifetime } from '../../tokens/lifetime.ts';
import { scopeOf, wantedIds } from '../../tokens/scope.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';
import { checkCanDraw, drawCode, handOver } from './hand-over.ts';

interface CreateOptions extends FolderOption {
  readonly allow?: string;
  readonly status?: boolean;
  readonly expires: string;
  readonly qr?: boolean;
}

export function createCommand(): Command {
  return command<CreateOptions>('create <name>', 'issue a token; it is printed once and kept nowhere', create)
    .option('--allow <ids>', 'what it may play: IDs with commas between, or "all" (the default)')
    .option('--status', 'it may ask what the tree shows (alone: that and nothing else)')
    .option('--expires <lifetime>', 'how long it is good for, such as 12h, 180d, 1y', '180d')
    .option('--qr', 'draw it for the camera of a phone, too');
}

async function create(
  context: Context,
  [name = '']: readonly string[],
  { dir, allow, status = false, expires, qr = false }: CreateOptions,
): Promise<void> {
  if (qr) checkCanDraw(context);
  // Only commands that issue sign, and only this one knows animations: the others need not wait for either to load.
  const { issueToken } = await import('../../tokens/issue.ts');
  const { knownIds } = await import('../../tokens/known-ids.ts');
  const folder = tokenFolder(dir);
  const scope = scopeOf({ allow, status }, await knownIds(context, wantedIds(allow)));
  const issued = await issueToken(folder, { name, scope, lifetimeS: parseLifetime(expires) });
  await handOver(context, folder, issued);
  if (qr) await drawCode(context, issued.token);
}
