import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';

const INSTALLED_CONFIG = '/etc/garland/driver.toml';

export function checkCommand(): Command {
  return defineCommand(
    'check [file]',
    "check a driver's configuration: all its mistakes, or a picture of what it defines",
    async (context, [file = INSTALLED_CONFIG]) => {
      // The animations take a moment to load on a small Pi, and the other commands do without them.
      const { checkDriverConfig: checkConfig } = await import('../config-check/check-driver-config.ts');
      checkConfig(context, file);
    },
  ).addHelpText(
    'after',
    `\nThe file is ${INSTALLED_CONFIG} unless another is named. With mistakes in it the exit code is 1; --json\nlists them on standard output. The gateway's file is checked by:  garland-gateway --check --config FILE`,
  );
}
