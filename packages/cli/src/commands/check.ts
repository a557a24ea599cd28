import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';

export function checkCommand(): Command {
  return defineCommand(
    'check [file]',
    "check a driver's configuration: list all errors, or show what it defines",
    async (context, [file = INSTALLED_PATHS.driverConfig]) => {
      // Loaded on demand: the animations take a moment to load on a small Pi.
      const { checkDriverConfig: checkConfig } = await import('../config-check/check-driver-config.ts');
      checkConfig(context, file);
    },
  ).addHelpText(
    'after',
    `\nThe default file is ${INSTALLED_PATHS.driverConfig}. If it has errors, the exit code is 1, and --json lists them on\nstandard output. To check the gateway's configuration:  sudo garland-gateway --check --config FILE`,
  );
}
