import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { type TokenFolder, tokenCommandFor, tokenFolder } from '../../tokens/folder.ts';
import { type OverlapOptions, parseLifetime } from '../../tokens/lifetime.ts';
import type { Rotation } from '../../tokens/rotate.ts';
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
  const rotation = await rotateToken(folder, {
    nameOrJti,
    lifetimeS: expires === undefined ? undefined : parseLifetime(expires),
    ...(overlap !== undefined && { overlap }),
    ...(until !== undefined && { until }),
  });
  await handOver(context, folder, rotation, { replaced: rotation.replaced });
  context.note(endOf(rotation, folder));
  if (qr) await drawCode(context, rotation.token);
}

function endOf({ replaced, standing: { state, atS } }: Rotation, folder: TokenFolder): string {
  if (state === 'key_retired') return 'The old one is refused already: its key has retired.';
  if (state !== 'valid') return 'The old one has ended.';
  const revoke = tokenCommandFor(folder, `revoke ${replaced.jti}`);
  return `The old one works until ${clockTime(new Date(atS * 1000).toISOString())}.   To end it at once:  ${revoke}`;
}
