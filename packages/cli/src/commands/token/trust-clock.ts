import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatUtc } from '../../tokens/require-clock.ts';
import { type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';

export function trustClockCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'trust-clock',
    'accept tokens by the clock as it is now, after it was ahead when tokens were changed',
    async (context, _words, { dir }) => {
      const { trustClock } = await import('../../tokens/trust-clock.ts');
      const trusted = await trustClock(tokenFolder(dir));
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
