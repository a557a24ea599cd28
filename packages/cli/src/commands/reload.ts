import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import { withDriver } from '../control/with-driver.ts';
import { toPrintable } from '../text/terminal-text.ts';

const RELOAD_DEADLINE_MS = 5_000;

export function reloadCommand(): Command {
  return defineCommand('reload', 'reload the configuration of the driver', async (context) => {
    const { changed } = await withDriver(context.socket, async (driver) => {
      // A driver that does not run is noticed before the long deadline of a reload.
      await driver.call('Status', {});
      return await driver.call('Reload', {}, { deadlineMs: RELOAD_DEADLINE_MS });
    });
    context.printResult({ changed }, () =>
      changed.length === 0 ? 'Nothing changed.' : `Changed: ${changed.map(toPrintable).join(', ')}.`,
    );
  });
}
