import type { Command } from 'commander';
import { withDriver } from '../driver/with-driver.ts';
import { columnsOf, fit, printable } from '../terminal/text.ts';
import { command } from './command.ts';

export function listCommand(): Command {
  return command('list', 'what the tree can show; a star marks what it shows now', async (context) => {
    const [{ entries }, { state }] = await withDriver(context.socket, (driver) =>
      Promise.all([driver.call('List', {}), driver.call('Status', {})]),
    );
    context.answer(entries, () =>
      columnsOf(
        entries.map(({ id, title, description }) => [
          `${id === state.animation ? '*' : ' '} ${id}`,
          printable(title),
          printable(description),
        ]),
      )
        .map((line) => (context.terminal.animated ? fit(line, context.terminal.columns) : line))
        .join('\n'),
    );
  });
}
