import type { Command } from 'commander';
import type { CommandContext } from '../../command-line/command-context.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { usageError } from '../../errors/cli-error.ts';
import { commandHintPerToken } from '../../tokens/find-tokens.ts';
import type { CreatedToken } from '../../tokens/issue-token.ts';
import { parseExpiry } from '../../tokens/parse-lifetime.ts';
import { requestedIds, scopeFromOptions } from '../../tokens/scope-from-options.ts';
import {
  type TokenFolder,
  type TokenFolderOption,
  tokenCommandHint,
  tokenFolder,
} from '../../tokens/token-folder.ts';
import {
  describeToken,
  issueAndPrint,
  OUT_OPTION,
  printQrCode,
  requireTerminalForQr,
} from './print-token.ts';

interface CreateOptions extends TokenFolderOption {
  readonly name?: string;
  readonly allow?: string;
  readonly status?: boolean;
  readonly expires: string;
  readonly out?: string;
  readonly qr?: boolean;
}

export function createTokenCommand(): Command {
  return defineCommand<CreateOptions>(
    'create [name]',
    'create a token; it is printed once and not stored',
    createAndPrintToken,
  )
    .option('--name <name>', 'the token name, instead of the argument')
    .option('--allow <ids>', 'what it can play: IDs separated by commas, or "all" (the default)')
    .option('--status', 'it can read the status (without --allow: only that)')
    .option(
      '--expires <time>',
      'how long it is valid, such as 12h, 180d, 1y, or its last day, such as 2026-12-24',
      '180d',
    )
    .option(...OUT_OPTION)
    .option('--qr', 'also show it as a QR code');
}

async function createAndPrintToken(
  context: CommandContext,
  words: readonly string[],
  { dir, name: named, allow, status = false, expires, out, qr = false }: CreateOptions,
): Promise<void> {
  const name = parseSingleName([...words, ...(named === undefined ? [] : [named])]);
  if (qr) requireTerminalForQr(context);
  // Loaded on demand: other commands need neither signing nor the animations.
  const { issueToken } = await import('../../tokens/issue-token.ts');
  const { findPlayableIds } = await import('../../tokens/find-playable-ids.ts');
  const folder = tokenFolder(dir);
  const scope = scopeFromOptions({ allow, status }, await findPlayableIds(context, requestedIds(allow)));
  const request = { name, scope, ...parseExpiry(expires, Date.now() / 1000) };
  const issued = await issueAndPrint(context, folder, out, async () => {
    const created = await issueToken(folder, request);
    await context.record({ event: 'token_created', ...describeToken(created.record, folder) });
    return created;
  });
  if (issued.sameNameTokens.length > 0) context.printNote(warnDuplicates(issued, folder));
  if (qr) await printQrCode(context, issued.token);
}

/** Suggests token IDs, because from now on the name means more than one token. */
function warnDuplicates({ record: { sub }, sameNameTokens }: CreatedToken, folder: TokenFolder): string {
  const others =
    sameNameTokens.length === 1
      ? 'Another valid token is'
      : `${sameNameTokens.length} other valid tokens are`;
  return [
    `${others} also called "${sub}"; revoking that name revokes all of them. To keep only the new one:`,
    ...commandHintPerToken('revoke', sameNameTokens, folder).map((line) => `  ${line}`),
    `Next time, to replace a token instead of adding one:  ${tokenCommandHint(folder, `rotate ${sub}`)}`,
  ].join('\n');
}

function parseSingleName([name, ...others]: readonly string[]): string {
  if (name !== undefined && others.length === 0) return name;
  throw usageError(
    name === undefined ? 'Missing token name.' : 'Give the token name once: as an argument or with --name.',
    'For example:  garland token create ifttt --allow twinkle,off',
  );
}
