import encodeQR from 'qr';

/** The quiet zone that readers need around the code, in modules. @see ISO/IEC 18004 section 6.3.8 */
const QUIET_ZONE_MODULES = 4;
/** Black on white, whatever the terminal's own colours are. */
const BLACK_ON_WHITE = '\x1b[38;5;16;48;5;231m';
const RESET_COLORS = '\x1b[0m';
/** Two modules, one above the other, in one character: by whether the upper and the lower are dark. */
const HALF_BLOCKS = [' ', '▄', '▀', '█'] as const;

/** A text as a QR code, a line of the terminal each. */
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

/** How many columns such lines take. */
export function qrCodeColumns([first = '']: readonly string[]): number {
  return first.length - BLACK_ON_WHITE.length - RESET_COLORS.length;
}
