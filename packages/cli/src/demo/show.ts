import { IN_A_CLONE, shellWord } from '../command-hint.ts';
import { followDriver } from '../driver/follow.ts';
import { FRAMES_PER_SECOND, showLive } from '../show-live.ts';
import { onChange } from '../state-lines.ts';
import { describeTerminal, type Terminal } from '../terminal/capabilities.ts';
import { rowsOf } from '../terminal/text.ts';
import type { DemoFolder } from './folder.ts';
import type { DemoOptions } from './options.ts';

const ROOMY_ROWS = 30;
/** With less than that, the tree needs the rows of the introduction more than we do. */
const TREE_ROWS = 16;
const TRY = `Or try, in another terminal:  ${IN_A_CLONE} play snow`;

/** Shows the demo until it is asked to end: the tree where there is a terminal for it, otherwise lines. */
export async function showDemo(
  folder: DemoFolder,
  options: DemoOptions,
  url: string,
  ending: AbortController,
): Promise<void> {
  const terminal = describeTerminal(process.stdout, process.env);
  const curl = `curl -X POST -H @${shellWord(folder.authorization)} ${url}/v1/animations/fire`;
  const socket = folder.localSocket;
  if (terminal.animated && options.preview) {
    const heading = (window: Terminal): string[] => headingFor(window, introduction(options), curl);
    for (const line of heading(terminal)) say(line);
    return showLive({ socket, ending, ownScreen: false, heading, hint: `Ctrl-C ends the demo. ${TRY}` });
  }
  for (const line of [...introduction(options), curl, `${TRY}   (Ctrl-C ends the demo)`]) say(line);
  return followDriver(
    { onState: onChange((_state, line) => say(line)), onAway: () => undefined },
    { socket, signal: ending.signal, framesPerSecond: FRAMES_PER_SECOND },
  );
}

/** The curl line in any case; what explains it where the tree has room besides. */
export function headingFor(
  { columns, rows }: Pick<Terminal, 'columns' | 'rows'>,
  explanation: readonly string[],
  curl: string,
): string[] {
  const gap = rows >= ROOMY_ROWS ? [''] : [];
  const whole = [...explanation, ...gap, curl, ...gap];
  return rows - rowsOf(whole, columns) >= TREE_ROWS ? whole : [curl];
}

function introduction({ pixels }: DemoOptions): string[] {
  return [
    `Garland demo: the real driver and gateway, and a simulated tree of ${pixels} lights.`,
    'Paste this into another terminal (the token is in a file for your eyes only):',
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
