import type { Command } from 'commander';
import type { CommandContext } from '../../command-line/command-context.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { usageError } from '../../errors/cli-error.ts';
import { commandHintPerToken } from '../../tokens/find-tokens.ts';
import type { CreatedToken } from '../../tokens/issue-token.ts';
import { parseLifetime } from '../../tokens/parse-lifetime.ts';
import { requestedIds, scopeFromOptions } from '../../tokens/scope-from-options.ts';
import { type TokenFolder, tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import type { TokenFolderOption } from './folder-option.ts';
import { printQrCode, printToken, requireTerminalForQr } from './print-token.ts';

interface CreateOptions extends TokenFolderOption {
  readonly name?: string;
  readonly allow?: string;
  readonly status?: boolean;
  readonly expires: string;
  readonly qr?: boolean;
}

export function createTokenCommand(): Command {
  return defineCommand<CreateOptions>(
    'create [name]',
    'issue a token; it is printed once and kept nowhere',
    createAndPrintToken,
  )
    .option('--name <name>', 'who will use it; the same as the name by itself')
    .option('--allow <ids>', 'what it may play: IDs with commas between, or "all" (the default)')
    .option('--status', 'it may ask what the tree shows (alone: that and nothing else)')
    .option('--expires <lifetime>', 'how long it is good for, such as 12h, 180d, 1y', '180d')
    .option('--qr', 'draw it for the camera of a phone, too');
}

async function createAndPrintToken(
  context: CommandContext,
  words: readonly string[],
  { dir, name: named, allow, status = false, expires, qr = false }: CreateOptions,
): Promise<void> {
  const name = parseSingleName([...words, ...(named === undefined ? [] : [named])]);
  if (qr) requireTerminalForQr(context);
  // Only commands that issue sign, and only this one knows animations: the others need not wait for either to load.
  const { issueToken } = await import('../../tokens/issue-token.ts');
  const { findPlayableIds: knownIds } = await import('../../tokens/find-playable-ids.ts');
  const folder = tokenFolder(dir);
  const scope = scopeFromOptions({ allow, status }, await knownIds(context, requestedIds(allow)));
  const issued = await issueToken(folder, { name, scope, lifetimeS: parseLifetime(expires) });
  await printToken(context, folder, issued);
  if (issued.sameNameTokens.length > 0) context.printNote(warnDuplicates(issued, folder));
  if (qr) await printQrCode(context, issued.token);
}

/** By their jti: from now on, to rotate or to revoke by name is about more than one. */
function warnDuplicates({ record: { sub }, sameNameTokens }: CreatedToken, folder: TokenFolder): string {
  const others =
    sameNameTokens.length === 1
      ? 'Another valid token is'
      : `${sameNameTokens.length} other valid tokens are`;
  return [
    `${others} called "${sub}", too; to revoke that name takes back all of them. To keep the new one alone:`,
    ...commandHintPerToken('revoke', sameNameTokens, folder).map((line) => `  ${line}`),
    `Next time, to replace a token instead of making another:  ${tokenCommandHint(folder, `rotate ${sub}`)}`,
  ].join('\n');
}

function parseSingleName([name, ...others]: readonly string[]): string {
  if (name !== undefined && others.length === 0) return name;
  throw usageError(
    name === undefined
      ? 'Whose token shall it be?'
      : 'A token has one name; it was given by itself and with --name.',
    'Such as:  garland token create ifttt --allow twinkle,off',
  );
}
