import type { Context } from '../../context.ts';
import { usage } from '../../failure.ts';
import { describeTerminal } from '../../terminal/capabilities.ts';
import { type TokenFolder, tokenCommandFor } from '../../tokens/folder.ts';
import type { IssuedToken } from '../../tokens/issue.ts';
import { calendarDay } from '../../wording.ts';

/** Before anything is issued: a token that could not be shown would be lost. */
export function checkCanDraw(context: Context): void {
  if (context.json) throw usage('--qr draws for people, and --json is for scripts: give one of them.');
  if (!describeTerminal(process.stderr, process.env).animated)
    throw usage('--qr draws on a terminal, and standard error is none here.');
}

/** Prints a token, once and for all. */
export async function handOver(
  context: Context,
  folder: TokenFolder,
  { token, tree, record, dropped }: IssuedToken,
  more: object = {},
): Promise<void> {
  context.answer({ token, tree, ...record, ...more }, () => token);
  if (dropped > 0) {
    const what = dropped === 1 ? 'a token' : `${dropped} tokens`;
    context.note(
      `To make room, ${what} that expired more than 30 days ago ${dropped === 1 ? 'was' : 'were'} taken out of the registry.`,
    );
  }
  context.note(
    [
      `This is the token of "${record.sub}", good until ${calendarDay(new Date(record.exp * 1000))} for: ${record.scope}`,
      'It can not be shown again. Whoever has it may do the above: treat it like a key.',
      `Send it as the header  Authorization: Bearer <token>   Take it back:  ${tokenCommandFor(folder, `revoke ${record.sub}`)}`,
    ].join('\n'),
  );
}

/** The token for the camera of a phone, on standard error: what is piped from standard output stays a token. */
export async function drawCode(context: Context, token: string): Promise<void> {
  const { qrColumns, qrLines } = await import('../../tokens/qr.ts');
  const lines = qrLines(token);
  const { columns } = describeTerminal(process.stderr, process.env);
  context.note(
    qrColumns(lines) <= columns
      ? lines.join('\n')
      : `The code needs ${qrColumns(lines)} columns, and this terminal has ${columns}: widen it next time, or copy the token.`,
  );
}
