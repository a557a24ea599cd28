import { ConnectionError } from '@garland/protocol/client';
import { truncate } from '@garland/viewer/text-width';
import type { Command } from 'commander';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import type { ListedEntry } from '../control/configured-entries.ts';
import { withConnection } from '../control/with-connection.ts';
import { explainUnreachable } from '../services/explain-unreachable.ts';
import { alignColumns, toPrintable } from '../text/terminal-text.ts';

interface Listing {
  readonly entries: readonly ListedEntry[];
  /** The ID that is playing; undefined without a driver. */
  readonly playing: string | undefined;
}

export function listCommand(): Command {
  return defineCommand('list', 'list what can be played; * marks what is playing', async (context) => {
    const { entries, playing } = await readListing(context);
    context.printResult(entries, () =>
      alignColumns(
        entries.map(({ id, title, description }) => [
          `${id === playing ? '*' : ' '} ${id}`,
          toPrintable(title),
          toPrintable(description),
        ]),
      )
        .map((line) => (context.terminal.canAnimate ? truncate(line, context.terminal.columns) : line))
        .join('\n'),
    );
  });
}

async function readListing(context: CommandContext): Promise<Listing> {
  try {
    return await withConnection(context.socket, async (driver) => {
      const [{ entries }, { state }] = await Promise.all([
        driver.call('List', {}),
        driver.call('Status', {}),
      ]);
      return { entries, playing: state.animation };
    });
  } catch (error) {
    if (!isAbsent(error) || context.isSocketNamed) throw await explainUnreachable(error, context.socket);
    context.printNote(`No tree is running: ${error.message}. This is what it could play:`);
    // Loaded on demand: the animations take a moment to load on a small Pi.
    const { configuredEntries } = await import('../control/configured-entries.ts');
    return { entries: configuredEntries(context.io.env), playing: undefined };
  }
}

function isAbsent(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && error.code === 'driver_unreachable';
}
