import { resolve } from 'node:path';
import type { TokenRecord } from '@garland/tokens';
import { detectTerminal } from '@garland/viewer/terminal-capabilities';
import { type AdminActions, toRecordTime } from '../../audit/admin-actions.ts';
import type { CommandContext } from '../../command-line/command-context.ts';
import { quoteForShell } from '../../command-line/command-hint.ts';
import { CliError, usageError } from '../../errors/cli-error.ts';
import { FOR_ROOT_ONLY_NOTE, SecretFile } from '../../system/secret-file.ts';
import { formatDay, formatRemaining } from '../../text/format-time.ts';
import type { IssuedToken } from '../../tokens/issue-token.ts';
import { folderField, type TokenFolder, tokenCommandHint } from '../../tokens/token-folder.ts';

/** Called before the token is created: one that cannot be shown would be lost. */
export function requireTerminalForQr(context: CommandContext): void {
  if (context.json) throw usageError('--qr cannot be combined with --json.');
  if (!detectTerminal(context.io.stderr, context.io.env).canAnimate)
    throw usageError('--qr needs a terminal on standard error.');
}

/** A new token in an audit record. */
export function describeToken(
  { sub, jti, scope, exp }: TokenRecord,
  folder: TokenFolder,
): AdminActions['token_created'] {
  return { subject: sub, tokenId: jti, scope, expiresAt: toRecordTime(exp), ...folderField(folder) };
}

/** A year, also a leap year. */
const LONG_LIFETIME_S = 366 * 86_400;

/** The option of every command that issues a token. */
export const OUT_OPTION = [
  '--out <file>',
  'instead of printing it, write it to a new file that only you can read, for curl -H @FILE',
] as const;

/** Issues a token and prints it, or writes it to a new file. It can be shown only once. */
export async function issueAndPrint<T extends IssuedToken>(
  context: CommandContext,
  folder: TokenFolder,
  out: string | undefined,
  issue: () => Promise<T>,
  moreOf: (issued: T) => object = () => ({}),
): Promise<T> {
  const { workingDirectory, env } = context.io;
  const file = out === undefined ? undefined : SecretFile.create(resolve(workingDirectory, out), env);
  const issued = await issue().catch((error: unknown) => {
    file?.discard();
    throw error;
  });
  if (file) writeHeaderLine(file, issued, folder);
  const { token, tree, record } = issued;
  context.printResult(
    { ...(file ? { file: file.path } : { token }), tree, ...record, ...moreOf(issued) },
    () => file?.path ?? token,
  );
  printExplanation(context, folder, issued, file?.path);
  if (file?.isForRootOnly) context.printNote(FOR_ROOT_ONLY_NOTE);
  return issued;
}

/** A header line, as curl reads it from a file and as IFTTT takes it. */
export function writeHeaderLine(
  file: Pick<SecretFile, 'path' | 'write' | 'discard'>,
  { token, record }: IssuedToken,
  folder: TokenFolder,
): void {
  try {
    file.write(`Authorization: Bearer ${token}\n`);
  } catch (error) {
    file.discard();
    throw new CliError(
      'failed',
      `The token was created, but cannot be written to ${file.path}: ${(error as Error).message}`,
      `Revoke it, because its text is lost:  ${tokenCommandHint(folder, `revoke ${record.jti}`)}`,
    );
  }
}

function printExplanation(
  context: CommandContext,
  folder: TokenFolder,
  { record, prunedCount }: IssuedToken,
  file: string | undefined,
): void {
  if (prunedCount > 0) {
    const what = prunedCount === 1 ? 'a token' : `${prunedCount} tokens`;
    context.printNote(`Removed ${what} that expired more than 30 days ago from the registry, to make room.`);
  }
  const [fate, use] = file
    ? ['It is in this file only', `Use it with  curl -H @${quoteForShell(file)} …`]
    : ['It is shown only once', 'Send it as the header  Authorization: Bearer <token>'];
  context.printNote(
    [
      `This is the token of "${record.sub}", valid until ${formatDay(new Date(record.exp * 1000))} for: ${record.scope}`,
      `${fate}. Anyone who has it can do the above, so keep it secret.`,
      `${use}   Revoke it:  ${tokenCommandHint(folder, `revoke ${record.sub}`)}`,
    ].join('\n'),
  );
  const lifetimeS = record.exp - record.iat;
  if (lifetimeS > LONG_LIFETIME_S)
    context.printNote(
      `It is valid for ${formatRemaining(lifetimeS)}, and so is any copy that leaks: prefer at most a year, and rotate it.`,
    );
}

/** Below the code. */
const PROMPT_ROWS = 1;

/** Shows the token for the camera of a phone, on standard error, so that standard output has only the token. */
export async function printQrCode(context: CommandContext, token: string): Promise<void> {
  const { qrCodeColumns, renderQrCode } = await import('../../tokens/qr-code.ts');
  const lines = renderQrCode(token);
  const { columns, rows } = detectTerminal(context.io.stderr, context.io.env);
  const [width, height] = [qrCodeColumns(lines), lines.length + PROMPT_ROWS];
  context.printNote(
    width <= columns && height <= rows
      ? lines.join('\n')
      : `The QR code needs ${width} columns and ${height} rows, but this terminal has ${columns} and ${rows}. ` +
          'Enlarge its window or make its text smaller next time, or copy the token.',
  );
}
