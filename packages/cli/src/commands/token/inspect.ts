import { buildTimeS } from '@garland/daemon';
import { indexRegistry } from '@garland/tokens';
import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { readTokenInput } from '../../tokens/read-token-input.ts';
import { readRegistry } from '../../tokens/registry-file.ts';
import { type TokenFolderOption, tokenFolder } from '../../tokens/token-folder.ts';

export function inspectTokenCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'inspect [file]',
    'decode a token and show whether this tree accepts it',
    async (context, [file], { dir }) => {
      const folder = tokenFolder(dir);
      const index = indexRegistry(readRegistry(folder), buildTimeS());
      const { readKeyRing } = await import('../../tokens/signing-key-file.ts');
      const keys = readKeyRing(folder);
      const { token, removed } = await readTokenInput(file, context.io);
      const { inspectToken } = await import('@garland/tokens/inspect');
      const { describeInspection } = await import('../../tokens/describe-inspection.ts');
      const { TOKEN_FAULT_TEXTS } = await import('../../tokens/token-fault-texts.ts');
      const nowS = Math.floor(Date.now() / 1000);
      const inspection = inspectToken(token, { index, keys }, nowS);
      const { fault, ...rest } = inspection;
      context.printResult(
        {
          accepted: fault === undefined,
          ...(fault && { reason: fault, ...TOKEN_FAULT_TEXTS[fault] }),
          ...(removed.length > 0 && { removed }),
          ...rest,
        },
        () => describeInspection(inspection, { issued: index, kids: [...keys.keys()], nowS }),
      );
      if (removed.length > 0)
        context.printNote(
          `Removed invisible characters around the token: ${removed.join(', ')}. A request with them is refused: copy the token without them.`,
        );
      if (fault) context.setExitStatus('failed');
    },
  ).addHelpText(
    'after',
    '\nThe token is read from a file, from standard input, or from a hidden prompt. Never pass it on the command line.\nIts signature is not shown. If this tree would refuse the token, the exit code is 1.',
  );
}
