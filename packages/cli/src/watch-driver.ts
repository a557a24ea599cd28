import type { Context } from './context.ts';
import { followDriver } from './driver/follow.ts';
import { LiveTree } from './live-tree.ts';
import { onChange } from './state-lines.ts';
import { untilAskedToEnd } from './terminal/signals.ts';
import { stateLine } from './wording.ts';

const FRAMES_PER_SECOND = 30;

export function watch(context: Context): Promise<void> {
  return context.json || !context.terminal.animated ? watchLines(context) : watchTree(context);
}

async function watchLines(context: Context): Promise<void> {
  const { signal } = untilAskedToEnd();
  await followDriver(
    {
      onState: onChange((state, line) => context.answer(state, () => line)),
      onAway: () => context.note('The driver went away; waiting for it …'),
    },
    { socket: context.socket, signal, framesPerSecond: FRAMES_PER_SECOND },
  );
}

async function watchTree(context: Context): Promise<void> {
  const ending = untilAskedToEnd();
  const tree = new LiveTree({ ownScreen: true, heading: [], onQuit: () => ending.abort() });
  let caption = '';
  try {
    await followDriver(
      {
        onStrip: (strip) => {
          tree.strip = strip;
        },
        onState: (state) => {
          caption = stateLine(state);
          tree.caption = [caption, 'q or Ctrl-C ends this; the tree goes on'];
        },
        onColours: (linearRgb) => {
          tree.colours = linearRgb;
        },
        onAway: () => {
          tree.caption = [caption, 'The driver went away; waiting for it …'];
        },
      },
      { socket: context.socket, signal: ending.signal, framesPerSecond: FRAMES_PER_SECOND },
    );
  } finally {
    tree.close();
  }
}
