import type { CommandContext } from '../command-line/command-context.ts';
import { followDriver } from './follow-driver.ts';
import { onVisibleChange } from './format-state.ts';
import { FRAMES_PER_SECOND, showLiveTree } from './show-live-tree.ts';

export function watchDriver(context: CommandContext): Promise<void> {
  return context.json || !context.terminal.canAnimate ? watchLines(context) : watchTree(context);
}

async function watchLines(context: CommandContext): Promise<void> {
  const { signal } = context.io.abortOnShutdown();
  await followDriver(
    {
      onState: onVisibleChange((state, line) => context.printResult(state, () => line)),
      onDisconnect: () => context.printNote('Lost the driver; reconnecting …'),
    },
    { socket: context.socket, signal, framesPerSecond: FRAMES_PER_SECOND },
  );
}

function watchTree(context: CommandContext): Promise<void> {
  return showLiveTree(context.io, {
    socket: context.socket,
    shutdown: context.io.abortOnShutdown(),
    useAlternateScreen: true,
    heading: () => [],
    hint: 'q or Ctrl-C quits; the tree keeps playing',
  });
}
