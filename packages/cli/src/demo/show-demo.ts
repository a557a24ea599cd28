import { detectTerminal, type TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import { countTerminalRows } from '@garland/viewer/text-width';
import type { CliIo } from '../command-line/cli-io.ts';
import { NPX_COMMAND, quoteForShell } from '../command-line/command-hint.ts';
import { followDriver } from '../control/follow-driver.ts';
import { onVisibleChange } from '../control/format-state.ts';
import { FRAMES_PER_SECOND, showLiveTree } from '../control/show-live-tree.ts';
import type { DemoFolder } from './demo-folder.ts';
import type { DemoOptions } from './demo-options.ts';

const MIN_ROWS_FOR_GAPS = 30;
/** With less, the introduction makes room for the tree. */
const MIN_TREE_ROWS = 16;
const TRY_HINT = `Or try, in another terminal:  ${NPX_COMMAND} play snow`;

/** Shows the demo until shutdown: the tree if there is a terminal, otherwise lines. */
export async function showDemo(
  folder: DemoFolder,
  options: DemoOptions,
  url: string,
  shutdown: AbortController,
  io: CliIo,
): Promise<void> {
  const writeLine = (line: string): void => void io.stdout.write(`${line}\n`);
  const terminal = detectTerminal(io.stdout, io.env);
  const curl = `curl -X POST -H @${quoteForShell(folder.authorizationFile)} ${url}/v1/animations/fire`;
  const socket = folder.localSocket;
  if (terminal.canAnimate && options.preview) {
    const heading = (window: TerminalCapabilities): string[] =>
      fitHeading(window, introduction(options), curl);
    for (const line of heading(terminal)) writeLine(line);
    return showLiveTree(io, {
      socket,
      shutdown,
      useAlternateScreen: false,
      heading,
      hint: `q or Ctrl-C ends the demo. ${TRY_HINT}`,
    });
  }
  for (const line of [...introduction(options), curl, `${TRY_HINT}   (Ctrl-C ends the demo)`])
    writeLine(line);
  return followDriver(
    { onState: onVisibleChange((_state, line) => writeLine(line)), onDisconnect: () => undefined },
    { socket, signal: shutdown.signal, framesPerSecond: FRAMES_PER_SECOND },
  );
}

/** Always the curl line, and its explanation if the tree leaves room. */
export function fitHeading(
  { columns, rows }: Pick<TerminalCapabilities, 'columns' | 'rows'>,
  explanation: readonly string[],
  curl: string,
): string[] {
  const gap = rows >= MIN_ROWS_FOR_GAPS ? [''] : [];
  const whole = [...explanation, ...gap, curl, ...gap];
  return rows - countTerminalRows(whole, columns) >= MIN_TREE_ROWS ? whole : [curl];
}

function introduction({ pixels }: DemoOptions): string[] {
  return [
    `Garland demo: the real driver and gateway, with a simulated tree of ${pixels} lights.`,
    'Paste this into another terminal (its token is in a file only you can read):',
  ];
}
