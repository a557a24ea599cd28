import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { alignColumns } from '../../text/terminal-text.ts';
import { type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';
import type { KeyCheck } from '../../tokens/verify-signing-key.ts';

export function verifyKeyCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'verify-key',
    'check that the keys match and that only root can read them',
    async (context, _words, { dir }) => {
      const { verifySigningKey } = await import('../../tokens/verify-signing-key.ts');
      const checks = verifySigningKey(tokenFolder(dir));
      const isOk = checks.every(({ advice }) => advice === undefined);
      context.printResult({ ok: isOk, checks }, () => describeChecks(checks));
      if (!isOk) context.setExitStatus('failed');
    },
  );
}

function describeChecks(checks: readonly KeyCheck[]): string {
  return alignColumns(
    checks.flatMap(({ subject, found, advice }) => [
      [advice === undefined ? 'ok' : 'WRONG', subject, found],
      ...(advice ? [['', '', advice]] : []),
    ]),
  ).join('\n');
}
