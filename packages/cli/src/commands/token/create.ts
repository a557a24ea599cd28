import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { usage } from '../../failure.ts';
import { type TokenFolder, tokenCommandFor, tokenFolder } from '../../tokens/folder.ts';
import type { Creation } from '../../tokens/issue.ts';
import { parseLifetime } from '../../tokens/lifetime.ts';
import { commandsFor } from '../../tokens/named.ts';
import { scopeOf, wantedIds } from '../../tokens/scope.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';
import { checkCanDraw, drawCode, handOver } from './hand-over.ts';

interface CreateOptions extends FolderOption {
  readonly name?: string;
  readonly allow?: string;
  readonly status?: boolean;
  readonly expires: string;
  readonly qr?: boolean;
}

export function createCommand(): Command {
  return command<CreateOptions>('create [name]', 'issue a token; it is printed once and kept nowhere', create)
    .option('--name <name>', 'who will use it; the same as the name by itself')
    .option('--allow <ids>', 'what it may play: IDs with commas between, or "all" (the default)')
    .option('--status', 'it may ask what the tree shows (alone: that and nothing else)')
    .option('--expires <lifetime>', 'how long it is good for, such as 12h, 180d, 1y', '180d')
    .option('--qr', 'draw it for the camera of a phone, too');
}

async function create(
  context: Context,
  words: readonly string[],
  { dir, name: named, allow, status = false, expires, qr = false }: CreateOptions,
): Promise<void> {
  const name = oneName([...words, ...(named === undefined ? [] : [named])]);
  if (qr) checkCanDraw(context);
  // Only commands that issue sign, and only this one knows animations: the others need not wait for either to load.
  const { issueToken } = await import('../../tokens/issue.ts');
  const { knownIds } = await import('../../tokens/known-ids.ts');
  const folder = tokenFolder(dir);
  const scope = scopeOf({ allow, status }, await knownIds(context, wantedIds(allow)));
  const issued = await issueToken(folder, { name, scope, lifetimeS: parseLifetime(expires) });
  await handOver(context, folder, issued);
  if (issued.namesakes.length > 0) context.note(besides(issued, folder));
  if (qr) await drawCode(context, issued.token);
}

/** By their jti: from now on, to rotate or to revoke by name is about more than one. */
function besides({ record: { sub }, namesakes }: Creation, folder: TokenFolder): string {
  const others =
    namesakes.length === 1 ? 'Another valid token is' : `${namesakes.length} other valid tokens are`;
  return [
    `${others} called "${sub}", too; to revoke that name takes back all of them. To keep the new one alone:`,
    ...commandsFor('revoke', namesakes, folder).map((line) => `  ${line}`),
    `Next time, to replace a token instead of making another:  ${tokenCommandFor(folder, `rotate ${sub}`)}`,
  ].join('\n');
}

function oneName([name, ...others]: readonly string[]): string {
  if (name !== undefined && others.length === 0) return name;
  throw usage(
    name === undefined
      ? 'Whose token shall it be?'
      : 'A token has one name; it was given by itself and with --name.',
    'Such as:  garland token create ifttt --allow twinkle,off',
  );
}
