import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';

export function watchCommand(): Command {
  return defineCommand(
    'watch',
    'the tree, live; in a pipe or with --json a line for each change',
    async (context) => {
      const { watchDriver } = await import('../control/watch-driver.ts');
      await watchDriver(context);
    },
  );
}
