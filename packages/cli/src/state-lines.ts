import type { PlaybackState } from '@garland/protocol';
import { changeKey, stateLine } from './wording.ts';

/** Calls `print` with a line for each state that differs from the one before in what people care about. */
export function onChange(
  print: (state: PlaybackState, line: string) => void,
): (state: PlaybackState) => void {
  let shown: string | undefined;
  return (state) => {
    const key = changeKey(state);
    if (key !== shown) print(state, stateLine(state));
    shown = key;
  };
}
