import type { RetiringKey, TokenRecord } from '@garland/tokens';
import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { alignColumns } from '../../terminal/terminal-text.ts';
import { formatClockTime } from '../../text/format-time.ts';
import type { OverlapOptions } from '../../tokens/parse-lifetime.ts';
import type { KeyRotation } from '../../tokens/rotate-signing-key.ts';
import { type TokenFolder, tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import type { KeyCheck } from '../../tokens/verify-signing-key.ts';
import type { TokenFolderOption } from './folder-option.ts';

export function rotateKeyCommand(): Command {
  return defineCommand<TokenFolderOption & OverlapOptions>(
    'rotate-key',
    'make a new signing key; tokens of the old one work for a while',
    async (context, _words, { dir, overlap, until }) => {
      const { rotateSigningKey: rotateKey } = await import('../../tokens/rotate-signing-key.ts');
      const folder = tokenFolder(dir);
      const rotation = await rotateKey(folder, {
        ...(overlap !== undefined && { overlap }),
        ...(until !== undefined && { until }),
      });
      context.printResult(rotation, () => describeKeyRotation(rotation, folder).join('\n'));
    },
  )
    .option(
      '--overlap <time>',
      'how long tokens of the old key still work, such as 14d, or 0 (default: "30d")',
    )
    .option('--until <day>', 'or through which day, such as 2026-12-24');
}

function describeKeyRotation({ kid, retiring, affected }: KeyRotation, folder: TokenFolder): string[] {
  return [
    `The key ${kid} signs from now on. Keep a new backup of ${folder.signingKey}.`,
    ...retiring.map((key) => `The key ${key.kid} ${describeRetirement(key)}.`),
    ...(affected.length === 0 ? [] : ['To replace its tokens:']),
    ...affected.map(
      (token) => `  ${tokenCommandHint(folder, `rotate ${shortestReference(token, affected)}`)}`,
    ),
  ];
}

function shortestReference({ sub, jti }: TokenRecord, all: readonly TokenRecord[]): string {
  return all.filter((token) => token.sub === sub).length === 1 ? sub : jti;
}

function describeRetirement({ endsAt }: RetiringKey): string {
  return endsAt * 1000 <= Date.now()
    ? 'has retired: what it signed is refused from the next request on'
    : `retires: its tokens work until ${formatClockTime(new Date(endsAt * 1000).toISOString())}`;
}

export function verifyKeyCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'verify-key',
    'check that the keys belong together, and that nobody else can sign',
    async (context, _words, { dir }) => {
      const { verifySigningKey: verifyKey } = await import('../../tokens/verify-signing-key.ts');
      const checks = verifyKey(tokenFolder(dir));
      const isRight = checks.every(({ advice: todo }) => todo === undefined);
      context.printResult({ ok: isRight, checks }, () => describeChecks(checks));
      if (!isRight) context.setExitStatus('failed');
    },
  );
}

function describeChecks(checks: readonly KeyCheck[]): string {
  return alignColumns(
    checks.flatMap(({ subject: what, found, advice: todo }) => [
      [todo === undefined ? 'ok' : 'WRONG', what, found],
      ...(todo ? [['', '', todo]] : []),
    ]),
  ).join('\n');
}
