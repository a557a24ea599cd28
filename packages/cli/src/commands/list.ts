import { truncate } from '@garland/viewer/text-width';
import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import { withDriver } from '../control/with-driver.ts';
import { alignColumns, toPrintable } from '../text/terminal-text.ts';

export function listCommand(): Command {
  return defineCommand('list', 'list what can be played; * marks what is playing', async (context) => {
    const [{ entries }, { state }] = await withDriver(context.socket, (driver) =>
      Promise.all([driver.call('List', {}), driver.call('Status', {})]),
    );
    context.printResult(entries, () =>
      alignColumns(
        entries.map(({ id, title, description }) => [
          `${id === state.animation ? '*' : ' '} ${id}`,
          toPrintable(title),
          toPrintable(description),
        ]),
      )
        .map((line) => (context.terminal.canAnimate ? truncate(line, context.terminal.columns) : line))
        .join('\n'),
    );
  });
}
