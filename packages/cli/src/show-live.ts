import { followDriver } from './driver/follow.ts';
import { LiveTree } from './live-tree.ts';
import type { TerminalCapabilities } from './terminal/capabilities.ts';
import { formatStateLine } from './wording.ts';

export interface LiveShow {
  readonly socket: string;
  readonly ending: AbortController;
  /** A screen of its own, gone at the end. */
  readonly ownScreen: boolean;
  /** Lines above the tree that stay visible. */
  heading(terminal: TerminalCapabilities): readonly string[];
  /** The line under the state: what can be done now. */
  readonly hint: string;
}

export const FRAMES_PER_SECOND = 30;
const AWAY_LIGHT = 0.25;

/** Shows on this terminal what the driver shows, until it is asked to end. */
export async function showLive({ socket, ending, ownScreen, heading, hint }: LiveShow): Promise<void> {
  const tree = new LiveTree({ ownScreen, heading, onQuit: () => ending.abort() });
  let state = '';
  let colours = new Uint8Array();
  try {
    await followDriver(
      {
        onStrip: (strip) => {
          tree.strip = strip;
        },
        onState: (newState) => {
          state = formatStateLine(newState);
          tree.caption = [state, hint];
        },
        onColors: (linearRgb) => {
          colours = Uint8Array.from(linearRgb);
          tree.colours = colours;
        },
        onDisconnect: () => {
          tree.colours = colours.map((value) => value * AWAY_LIGHT);
          tree.caption = [state, 'The driver went away; waiting for it …'];
        },
      },
      { socket, signal: ending.signal, framesPerSecond: FRAMES_PER_SECOND },
    );
  } finally {
    // What was a hint while it ran must not stand there when it has ended.
    tree.close([state]);
  }
}
