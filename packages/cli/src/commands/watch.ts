import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';

export function watchCommand(): Command {
  return defineCommand(
    'watch',
    'show the tree live; piped or with --json, one line per change',
    async (context) => {
      const { watchDriver } = await import('../control/watch-driver.ts');
      await watchDriver(context);
    },
  );
}
