import { indexRegistry, type RetiringKey, type TokenIndex } from '@garland/tokens';
import type { Command } from 'commander';
import { type AdminRecord, toRecordTime } from '../../audit/admin-actions.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatClockTime } from '../../text/format-time.ts';
import { rotationReference } from '../../tokens/find-tokens.ts';
import type { OverlapOptions } from '../../tokens/parse-lifetime.ts';
import { readRegistry } from '../../tokens/registry-file.ts';
import type { KeyRotation } from '../../tokens/rotate-signing-key.ts';
import {
  folderField,
  type TokenFolder,
  type TokenFolderOption,
  tokenCommandHint,
  tokenFolder,
} from '../../tokens/token-folder.ts';

export function rotateKeyCommand(): Command {
  return defineCommand<TokenFolderOption & OverlapOptions>(
    'rotate-key',
    'create a new signing key; tokens of the old key keep working for a while',
    async (context, _words, { dir, overlap, until }) => {
      const { rotateSigningKey } = await import('../../tokens/rotate-signing-key.ts');
      const folder = tokenFolder(dir);
      const rotation = await rotateSigningKey(folder, { overlap, until });
      await context.record(toAdminRecord(rotation, folder));
      const issued = indexRegistry(readRegistry(folder));
      context.printResult(rotation, () => describeKeyRotation(rotation, folder, issued).join('\n'));
    },
  )
    .option(
      '--overlap <time>',
      'how long tokens of the old key keep working, such as 14d, or 0 (default: "30d")',
    )
    .option('--until <day>', 'last day on which they work, such as 2026-12-24');
}

function toAdminRecord({ kid, retiring }: KeyRotation, folder: TokenFolder): AdminRecord {
  return {
    event: 'key_rotated',
    keyId: kid,
    retiringKeyIds: retiring.map((key) => key.kid),
    ...(retiring.length > 0 && {
      retiresAt: toRecordTime(Math.max(...retiring.map(({ endsAt }) => endsAt))),
    }),
    ...folderField(folder),
  };
}

function describeKeyRotation(
  { kid, retiring, affected }: KeyRotation,
  folder: TokenFolder,
  issued: TokenIndex,
): string[] {
  const nowS = Date.now() / 1000;
  return [
    `The key ${kid} now signs new tokens. Back up ${folder.signingKey}.`,
    ...retiring.map((key) => `The key ${key.kid} ${describeRetirement(key)}.`),
    ...(affected.length === 0 ? [] : ['To replace its tokens:']),
    ...affected.map(
      (token) => `  ${tokenCommandHint(folder, `rotate ${rotationReference(token, issued, nowS)}`)}`,
    ),
  ];
}

function describeRetirement({ endsAt }: RetiringKey): string {
  return endsAt * 1000 <= Date.now()
    ? 'is retired: its tokens are now refused'
    : `is being retired: its tokens work until ${formatClockTime(endsAt * 1000)}`;
}
