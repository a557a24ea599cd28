import { detectTerminal } from '@garland/viewer/terminal-capabilities';
import type { CommandContext } from '../../command-line/command-context.ts';
import { usageError } from '../../errors/cli-error.ts';
import { formatDay } from '../../text/format-time.ts';
import type { IssuedToken } from '../../tokens/issue-token.ts';
import { type TokenFolder, tokenCommandHint } from '../../tokens/token-folder.ts';

/** Called before the token is created: one that cannot be shown would be lost. */
export function requireTerminalForQr(context: CommandContext): void {
  if (context.json) throw usageError('--qr cannot be combined with --json.');
  if (!detectTerminal(context.io.stderr, context.io.env).canAnimate)
    throw usageError('--qr needs a terminal on standard error.');
}

/** Prints a token, which is possible only once. */
export async function printToken(
  context: CommandContext,
  folder: TokenFolder,
  { token, tree, record, prunedCount }: IssuedToken,
  more: object = {},
): Promise<void> {
  context.printResult({ token, tree, ...record, ...more }, () => token);
  if (prunedCount > 0) {
    const what = prunedCount === 1 ? 'a token' : `${prunedCount} tokens`;
    context.printNote(`Removed ${what} that expired more than 30 days ago from the registry, to make room.`);
  }
  context.printNote(
    [
      `This is the token of "${record.sub}", valid until ${formatDay(new Date(record.exp * 1000))} for: ${record.scope}`,
      'It is shown only once. Anyone who has it can do the above, so keep it secret.',
      `Send it as the header  Authorization: Bearer <token>   Revoke it:  ${tokenCommandHint(folder, `revoke ${record.sub}`)}`,
    ].join('\n'),
  );
}

/** Shows the token for the camera of a phone, on standard error, so that standard output has only the token. */
export async function printQrCode(context: CommandContext, token: string): Promise<void> {
  const { qrCodeColumns, renderQrCode } = await import('../../tokens/qr-code.ts');
  const lines = renderQrCode(token);
  const { columns } = detectTerminal(context.io.stderr, context.io.env);
  context.printNote(
    qrCodeColumns(lines) <= columns
      ? lines.join('\n')
      : `The QR code needs ${qrCodeColumns(lines)} columns, but this terminal has ${columns}. Widen it next time, or copy the token.`,
  );
}
