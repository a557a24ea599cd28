import { LiveTree } from '@garland/viewer/terminal';
import type { TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import type { CliIo } from '../command-line/cli-io.ts';
import { followDriver } from './follow-driver.ts';
import { formatStateLine } from './format-state.ts';

export interface LiveTreeViewOptions {
  readonly socket: string;
  readonly shutdown: AbortController;
  /** Whether to draw on the alternate screen, which disappears at the end. */
  readonly useAlternateScreen: boolean;
  /** Lines above the tree that stay visible. */
  heading(terminal: TerminalCapabilities): readonly string[];
  /** The line under the state: which keys there are. */
  readonly hint: string;
}

export const FRAMES_PER_SECOND = 30;
const OFFLINE_BRIGHTNESS = 0.25;

/** Shows on this terminal what the driver shows, until the shutdown signal. */
export async function showLiveTree(
  io: CliIo,
  { socket, shutdown, useAlternateScreen, heading, hint }: LiveTreeViewOptions,
): Promise<void> {
  const tree = new LiveTree(io, { useAlternateScreen, heading, onQuit: () => shutdown.abort() });
  let state = '';
  let lastColors = new Uint8Array();
  try {
    await followDriver(
      {
        onStrip: (strip) => {
          tree.positions = strip;
        },
        onState: (newState) => {
          state = formatStateLine(newState);
          tree.caption = [state, hint];
        },
        onColors: (linearRgb) => {
          lastColors = Uint8Array.from(linearRgb);
          tree.colors = lastColors;
        },
        onDisconnect: () => {
          tree.colors = lastColors.map((value) => value * OFFLINE_BRIGHTNESS);
          tree.caption = [state, 'Lost the driver; reconnecting …'];
        },
      },
      { socket, signal: shutdown.signal, framesPerSecond: FRAMES_PER_SECOND },
    );
  } finally {
    // Without the hint, which is useless after the end.
    tree.close([state]);
  }
}
