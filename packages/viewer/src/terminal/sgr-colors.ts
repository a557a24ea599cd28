import { DEFAULT_COLOR } from './cell-grid.ts';
import type { ColorDepth } from './terminal-capabilities.ts';
import { xtermIndex } from './xterm-colors.ts';

type Layer = 'foreground' | 'background';
type SgrEncoder = (color: number, layer: Layer) => string;

const SGR_BASE = { foreground: 38, background: 48 } as const;
const SGR_DEFAULT_COLOR = { foreground: '39', background: '49' } as const;

/** The parameters of the escape sequence that selects a colour (0xRRGGBB or the default). */
export const SGR_COLOR_ENCODERS: { readonly [D in ColorDepth]: SgrEncoder } = {
  truecolor: (color, layer) =>
    color === DEFAULT_COLOR
      ? SGR_DEFAULT_COLOR[layer]
      : `${SGR_BASE[layer]};2;${color >> 16};${(color >> 8) & 255};${color & 255}`,
  256: (color, layer) =>
    color === DEFAULT_COLOR ? SGR_DEFAULT_COLOR[layer] : `${SGR_BASE[layer]};5;${xtermIndex(color)}`,
  none: () => '',
};
