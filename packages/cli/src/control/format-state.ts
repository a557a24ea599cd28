import type { PlaybackState } from '@garland/protocol';
import { formatStateLine, visibleStateKey } from '../text/format-time.ts';

/** Calls `print` with a line for each state that differs visibly from the one before. */
export function onVisibleChange(
  print: (state: PlaybackState, line: string) => void,
): (state: PlaybackState) => void {
  let lastKey: string | undefined;
  return (state) => {
    const key = visibleStateKey(state);
    if (key !== lastKey) print(state, formatStateLine(state));
    lastKey = key;
  };
}
