import type { Command } from 'commander';
import { type AdminRecord, toRecordTime } from '../../audit/admin-actions.ts';
import type { CommandContext } from '../../command-line/command-context.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatClockTime } from '../../text/format-time.ts';
import { type OverlapOptions, parseExpiry } from '../../tokens/parse-lifetime.ts';
import type { TokenRotation } from '../../tokens/rotate-token.ts';
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

interface RotateOptions extends TokenFolderOption, OverlapOptions {
  readonly expires?: string;
  readonly out?: string;
  readonly qr?: boolean;
}

export function rotateTokenCommand(): Command {
  return defineCommand<RotateOptions>(
    'rotate <name-or-id>',
    'replace a token by a new one; the old one keeps working for a while',
    rotateTokenAndPrint,
  )
    .option(
      '--overlap <time>',
      'how long the old token keeps working, such as 12h or 14d, or 0 (default: "14d")',
    )
    .option('--until <day>', 'last day on which it works, such as 2026-12-24')
    .option(
      '--expires <time>',
      'how long the new token is valid, such as 180d, or its last day (default: as long as the old one)',
    )
    .option(...OUT_OPTION)
    .option('--qr', 'also show it as a QR code');
}

async function rotateTokenAndPrint(
  context: CommandContext,
  [nameOrId = '']: readonly string[],
  { dir, expires, out, qr = false, overlap, until }: RotateOptions,
): Promise<void> {
  if (qr) requireTerminalForQr(context);
  // Loaded on demand: other commands do not need signing.
  const { rotateToken } = await import('../../tokens/rotate-token.ts');
  const folder = tokenFolder(dir);
  const expiry = expires === undefined ? undefined : parseExpiry(expires, Date.now() / 1000);
  const rotation = await issueAndPrint(
    context,
    folder,
    out,
    async () => {
      const rotated = await rotateToken(folder, { nameOrId, expiry, overlap, until });
      await context.record(toAdminRecord(rotated, folder));
      return rotated;
    },
    ({ replaced }) => ({ replaced }),
  );
  context.printNote(describeOldTokenEnd(rotation, folder));
  if (qr) await printQrCode(context, rotation.token);
}

function toAdminRecord({ record, replaced }: TokenRotation, folder: TokenFolder): AdminRecord {
  const replacedEndsAt = toRecordTime(replaced.endsAt ?? replaced.exp);
  const old = { replacedTokenId: replaced.jti, replacedEndsAt };
  return { event: 'token_rotated', ...describeToken(record, folder), ...old };
}

function describeOldTokenEnd(
  { replaced, status: { state, atS } }: TokenRotation,
  folder: TokenFolder,
): string {
  if (state === 'key_retired') return 'The old token is already refused, because its key is retired.';
  if (state !== 'valid') return 'The old token no longer works.';
  const revoke = tokenCommandHint(folder, `revoke ${replaced.jti}`);
  return `The old token works until ${formatClockTime(atS * 1000)}.   To revoke it now:  ${revoke}`;
}
