import encodeQR from 'qr';

/** The quiet zone that readers need around the code, in modules. @see ISO/IEC 18004 section 6.3.8 */
const QUIET_ZONE_MODULES = 4;
/** Black on white, even on a dark terminal. */
const BLACK_ON_WHITE = '\x1b[38;5;16;48;5;231m';
const RESET_COLORS = '\x1b[0m';
/** Two modules, one above the other, in one character. Index: 2 if the upper is dark, plus 1 if the lower is. */
const HALF_BLOCKS = [' ', '▄', '▀', '█'] as const;

/** Renders a text as a QR code, as lines for the terminal. */
export function renderQrCode(text: string): readonly string[] {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_ZONE_MODULES });
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const upper = modules[y] ?? [];
    const lower = modules[y + 1] ?? [];
    lines.push(
      `${BLACK_ON_WHITE}${upper.map((dark, x) => HALF_BLOCKS[2 * Number(dark) + Number(lower[x] ?? false)]).join('')}${RESET_COLORS}`,
    );
  }
  return lines;
}

/** The width of these lines in columns. */
export function qrCodeColumns([first = '']: readonly string[]): number {
  return first.length - BLACK_ON_WHITE.length - RESET_COLORS.length;
}
