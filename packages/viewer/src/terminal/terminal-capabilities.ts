export type ColorDepth = 'truecolor' | '256' | 'none';

/** The abilities of the terminal behind an output. */
export interface TerminalCapabilities {
  readonly columns: number;
  readonly rows: number;
  readonly colorDepth: ColorDepth;
  /** The cursor can be moved, so the tree can be redrawn in place. */
  readonly canAnimate: boolean;
}

/** `process.stdin`, or a stream that a test writes to. */
export interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

interface OutputSize {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** `process.stdout`, or a stream that a test reads. */
export interface TerminalOutput extends NodeJS.WritableStream, OutputSize {
  readonly writableNeedDrain: boolean;
}

/** All that a terminal program needs to know of the terminal it runs in. */
export interface TerminalIo {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly env: NodeJS.ProcessEnv;
}

/** Terminals with 24-bit colour, some of which do not set COLORTERM. */
const TRUECOLOR_TERM = /-direct$|kitty|ghostty|alacritty|wezterm|foot/;

export function detectTerminal(output: OutputSize, env: NodeJS.ProcessEnv): TerminalCapabilities {
  const canAnimate = output.isTTY === true && env.TERM !== 'dumb';
  return {
    columns: output.columns || 80,
    rows: output.rows || 24,
    colorDepth: canAnimate ? detectColorDepth(env) : 'none',
    canAnimate,
  };
}

/** By https://no-color.org, any value except the empty one means no colour. */
function detectColorDepth(env: NodeJS.ProcessEnv): ColorDepth {
  if (env.NO_COLOR) return 'none';
  const isTruecolor = /^(truecolor|24bit)$/.test(env.COLORTERM ?? '');
  return isTruecolor || TRUECOLOR_TERM.test(env.TERM ?? '') ? 'truecolor' : '256';
}
