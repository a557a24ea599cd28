import type { Command } from 'commander';
import type { CommandContext } from '../../command-line/command-context.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatClockTime } from '../../text/format-time.ts';
import { type OverlapOptions, parseLifetime } from '../../tokens/parse-lifetime.ts';
import type { TokenRotation } from '../../tokens/rotate-token.ts';
import { type TokenFolder, tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import type { TokenFolderOption } from './folder-option.ts';
import { printQrCode, printToken, requireTerminalForQr } from './print-token.ts';

interface RotateOptions extends TokenFolderOption, OverlapOptions {
  readonly expires?: string;
  readonly qr?: boolean;
}

export function rotateTokenCommand(): Command {
  return defineCommand<RotateOptions>(
    'rotate <name-or-jti>',
    'issue a token in place of another, which works for a while',
    rotateTokenAndPrint,
  )
    .option('--overlap <time>', 'how long the old one still works, such as 12h or 14d, or 0 (default: "14d")')
    .option('--until <day>', 'or through which day, such as 2026-12-24')
    .option('--expires <lifetime>', 'how long the new one is good for (default: as long as the old one was)')
    .option('--qr', 'draw it for the camera of a phone, too');
}

async function rotateTokenAndPrint(
  context: CommandContext,
  [nameOrJti = '']: readonly string[],
  { dir, expires, qr = false, overlap, until }: RotateOptions,
): Promise<void> {
  if (qr) requireTerminalForQr(context);
  // Only commands that issue sign: the others need not wait for that to load.
  const { rotateToken } = await import('../../tokens/rotate-token.ts');
  const folder = tokenFolder(dir);
  const rotation = await rotateToken(folder, {
    nameOrJti,
    lifetimeS: expires === undefined ? undefined : parseLifetime(expires),
    ...(overlap !== undefined && { overlap }),
    ...(until !== undefined && { until }),
  });
  await printToken(context, folder, rotation, { replaced: rotation.replaced });
  context.printNote(describeOldTokenEnd(rotation, folder));
  if (qr) await printQrCode(context, rotation.token);
}

function describeOldTokenEnd(
  { replaced, status: { state, atS } }: TokenRotation,
  folder: TokenFolder,
): string {
  if (state === 'key_retired') return 'The old one is refused already: its key has retired.';
  if (state !== 'valid') return 'The old one has ended.';
  const revoke = tokenCommandHint(folder, `revoke ${replaced.jti}`);
  return `The old one works until ${formatClockTime(new Date(atS * 1000).toISOString())}.   To end it at once:  ${revoke}`;
}
