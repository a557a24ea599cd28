import { followDriver } from '../driver/follow.ts';
import { LiveTree } from '../live-tree.ts';
import { onChange } from '../state-lines.ts';
import { describeTerminal } from '../terminal/capabilities.ts';
import { stateLine } from '../wording.ts';
import type { DemoFolder } from './folder.ts';
import type { DemoOptions } from './options.ts';

const FRAMES_PER_SECOND = 30;
const ROOMY_ROWS = 30;
const NEXT = 'In another terminal: that curl line, or  npx garland play snow  · Ctrl-C ends';

/** Shows the demo until it is asked to end: the tree where there is a terminal for it, otherwise lines. */
export async function showDemo(
  folder: DemoFolder,
  options: DemoOptions,
  url: string,
  ending: AbortController,
): Promise<void> {
  const terminal = describeTerminal(process.stdout, process.env);
  const curl = `curl -X POST -H @${shellWord(folder.authorization)} ${url}/v1/animations/fire`;
  const follow = { socket: folder.localSocket, signal: ending.signal, framesPerSecond: FRAMES_PER_SECOND };
  if (!terminal.animated || !options.preview) {
    for (const line of introduction(options)) say(line);
    say(curl);
    say('Or try, in another terminal:  npx garland play snow   (Ctrl-C ends the demo)');
    return followDriver({ onState: onChange((_state, line) => say(line)), onAway: () => undefined }, follow);
  }
  const gap = terminal.rows >= ROOMY_ROWS ? [''] : [];
  const heading = [...introduction(options), ...gap, curl, ...gap];
  for (const line of heading) say(line);
  const tree = new LiveTree({ ownScreen: false, heading, onQuit: () => ending.abort() });
  try {
    await followDriver(
      {
        onStrip: (strip) => {
          tree.strip = strip;
        },
        onState: (state) => {
          tree.caption = [stateLine(state), NEXT];
        },
        onColours: (linearRgb) => {
          tree.colours = linearRgb;
        },
        onAway: () => undefined,
      },
      follow,
    );
  } finally {
    tree.close();
  }
}

function introduction({ pixels }: DemoOptions): string[] {
  return [
    `Garland demo: the real driver and gateway, and a simulated tree of ${pixels} lights.`,
    'Paste this into another terminal (the token is in a file for your eyes only):',
  ];
}

/** A temporary folder may have a name that a shell would take apart. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
