export type ColorDepth = 'truecolour' | '256' | 'none';

/** What can be drawn where the output goes. */
export interface TerminalCapabilities {
  readonly columns: number;
  readonly rows: number;
  readonly colorDepth: ColorDepth;
  /** The cursor can be moved, so a picture can be redrawn in place. */
  readonly canAnimate: boolean;
}

type TerminalOutput = Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'isTTY'>;

/** Terminals that show 24-bit colour but don't all say so in COLORTERM. */
const TRUECOLOR_TERM = /-direct$|kitty|ghostty|alacritty|wezterm|foot/;

export function detectTerminal(output: TerminalOutput, env: NodeJS.ProcessEnv): TerminalCapabilities {
  const canAnimate = output.isTTY === true && env.TERM !== 'dumb';
  return {
    columns: output.columns || 80,
    rows: output.rows || 24,
    colorDepth: canAnimate ? detectColorDepth(env) : 'none',
    canAnimate,
  };
}

/** See https://no-color.org: any value but the empty one means no colour. */
function detectColorDepth(env: NodeJS.ProcessEnv): ColorDepth {
  if (env.NO_COLOR) return 'none';
  const isTruecolor = /^(truecolor|24bit)$/.test(env.COLORTERM ?? '');
  return isTruecolor || TRUECOLOR_TERM.test(env.TERM ?? '') ? 'truecolour' : '256';
}
