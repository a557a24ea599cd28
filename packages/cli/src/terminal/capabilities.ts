export type ColourDepth = 'truecolour' | '256' | 'none';

/** What can be drawn where the output goes. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colour: ColourDepth;
  /** The cursor can be moved, so a picture can be redrawn in place. */
  readonly animated: boolean;
}

type Output = Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'isTTY'>;

/** Terminals that show 24-bit colour but don't all say so in COLORTERM. */
const TRUECOLOUR_TERM = /-direct$|kitty|ghostty|alacritty|wezterm|foot/;

export function describeTerminal(output: Output, env: NodeJS.ProcessEnv): Terminal {
  const animated = output.isTTY === true && env.TERM !== 'dumb';
  return {
    columns: output.columns || 80,
    rows: output.rows || 24,
    colour: animated ? colourDepth(env) : 'none',
    animated,
  };
}

/** See https://no-color.org: any value but the empty one means no colour. */
function colourDepth(env: NodeJS.ProcessEnv): ColourDepth {
  if (env.NO_COLOR) return 'none';
  const says24Bit = /^(truecolor|24bit)$/.test(env.COLORTERM ?? '');
  return says24Bit || TRUECOLOUR_TERM.test(env.TERM ?? '') ? 'truecolour' : '256';
}
