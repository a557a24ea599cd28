import type { Command } from 'commander';
import { toRecordTime } from '../../audit/admin-actions.ts';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatUtc } from '../../tokens/require-clock.ts';
import { folderField, type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';

export function trustClockCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'trust-clock',
    'accept tokens by the clock as it is now, after it was ahead when tokens were changed',
    async (context, _words, { dir }) => {
      const { resetRegistryTime } = await import('../../tokens/reset-registry-time.ts');
      const folder = tokenFolder(dir);
      const trusted = await resetRegistryTime(folder);
      await context.record({
        event: 'clock_trusted',
        forgotten: toRecordTime(trusted.forgottenS),
        ...folderField(folder),
      });
      context.printResult(
        trusted,
        () => `Tokens are accepted from ${formatUtc(trusted.updatedAt)} on, which is the time now.`,
      );
    },
  ).addHelpText(
    'after',
    '\nCheck the clock first: if it is behind, this can make tokens valid again that have expired.',
  );
}
