import type { TokenRecord } from '@garland/protocol/tokens';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { type TokenFolder, tokenCommandFor, tokenFolder } from '../../tokens/folder.ts';
import { type OverlapOptions, parseLifetime } from '../../tokens/lifetime.ts';
import { clockTime } from '../../wording.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';
import { checkCanDraw, drawCode, handOver } from './hand-over.ts';

interface RotateOptions extends FolderOption, OverlapOptions {
  readonly expires?: string;
  readonly qr?: boolean;
}

export function rotateCommand(): Command {
  return command<RotateOptions>(
    'rotate <name-or-jti>',
    'issue a token in place of another, which works for a while',
    rotate,
  )
    .option('--overlap <time>', 'how long the old one still works, such as 12h or 14d, or 0 (default: "14d")')
    .option('--until <day>', 'or through which day, such as 2026-12-24')
    .option('--expires <lifetime>', 'how long the new one is good for (default: as long as the old one was)')
    .option('--qr', 'draw it for the camera of a phone, too');
}

async function rotate(
  context: Context,
  [nameOrJti = '']: readonly string[],
  { dir, expires, qr = false, overlap, until }: RotateOptions,
): Promise<void> {
  if (qr) checkCanDraw(context);
  // Only commands that issue sign: the others need not wait for that to load.
  const { rotateToken } = await import('../../tokens/rotate.ts');
  const folder = tokenFolder(dir);
  const { replaced, ...issued } = await rotateToken(folder, {
    nameOrJti,
    lifetimeS: expires === undefined ? undefined : parseLifetime(expires),
    ...(overlap !== undefined && { overlap }),
    ...(until !== undefined && { until }),
  });
  await handOver(context, folder, issued, { replaced });
  context.note(endOf(replaced, folder));
  if (qr) await drawCode(context, issued.token);
}

function endOf({ jti, exp, endsAt = exp }: TokenRecord, folder: TokenFolder): string {
  const endMs = endsAt * 1000;
  if (endMs <= Date.now()) return 'The old one has ended.';
  const revoke = tokenCommandFor(folder, `revoke ${jti}`);
  return `The old one works until ${clockTime(new Date(endMs).toISOString())}.   To end it at once:  ${revoke}`;
}
