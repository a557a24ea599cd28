import { detectTerminal } from '@garland/viewer/terminal-capabilities';
import type { CommandContext } from '../../command-line/command-context.ts';
import { usageError } from '../../errors/cli-error.ts';
import { formatDay } from '../../text/format-time.ts';
import type { IssuedToken } from '../../tokens/issue-token.ts';
import { type TokenFolder, tokenCommandHint } from '../../tokens/token-folder.ts';

/** Before anything is issued: a token that could not be shown would be lost. */
export function requireTerminalForQr(context: CommandContext): void {
  if (context.json) throw usageError('--qr draws for people, and --json is for scripts: give one of them.');
  if (!detectTerminal(context.io.stderr, context.io.env).canAnimate)
    throw usageError('--qr draws on a terminal, and standard error is none here.');
}

/** Prints a token, once and for all. */
export async function printToken(
  context: CommandContext,
  folder: TokenFolder,
  { token, tree, record, prunedCount }: IssuedToken,
  more: object = {},
): Promise<void> {
  context.printResult({ token, tree, ...record, ...more }, () => token);
  if (prunedCount > 0) {
    const what = prunedCount === 1 ? 'a token' : `${prunedCount} tokens`;
    context.printNote(
      `To make room, ${what} that expired more than 30 days ago ${prunedCount === 1 ? 'was' : 'were'} taken out of the registry.`,
    );
  }
  context.printNote(
    [
      `This is the token of "${record.sub}", good until ${formatDay(new Date(record.exp * 1000))} for: ${record.scope}`,
      'It can not be shown again. Whoever has it may do the above: treat it like a key.',
      `Send it as the header  Authorization: Bearer <token>   Take it back:  ${tokenCommandHint(folder, `revoke ${record.sub}`)}`,
    ].join('\n'),
  );
}

/** The token for the camera of a phone, on standard error: what is piped from standard output stays a token. */
export async function printQrCode(context: CommandContext, token: string): Promise<void> {
  const { qrCodeColumns: qrColumns, renderQrCode: qrLines } = await import('../../tokens/qr-code.ts');
  const lines = qrLines(token);
  const { columns } = detectTerminal(context.io.stderr, context.io.env);
  context.printNote(
    qrColumns(lines) <= columns
      ? lines.join('\n')
      : `The code needs ${qrColumns(lines)} columns, and this terminal has ${columns}: widen it next time, or copy the token.`,
  );
}
