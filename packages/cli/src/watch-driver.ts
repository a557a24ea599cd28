import type { Context } from './context.ts';
import { followDriver } from './driver/follow.ts';
import { FRAMES_PER_SECOND, showLive } from './show-live.ts';
import { onChange } from './state-lines.ts';
import { untilAskedToEnd } from './terminal/signals.ts';

export function watchDriver(context: Context): Promise<void> {
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

function watchTree(context: Context): Promise<void> {
  return showLive({
    socket: context.socket,
    ending: untilAskedToEnd(),
    ownScreen: true,
    heading: () => [],
    hint: 'q or Ctrl-C ends this; the tree goes on',
  });
}
