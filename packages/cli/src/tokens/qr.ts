import encodeQR from 'qr';

/** The quiet zone that readers need around the code, in modules. @see ISO/IEC 18004 section 6.3.8 */
const QUIET = 4;
/** Black on white, whatever the terminal's own colours are. */
const INK = '\x1b[38;5;16;48;5;231m';
const PLAIN = '\x1b[0m';
/** Two modules, one above the other, in one character: by whether the upper and the lower are dark. */
const GLYPHS = [' ', '▄', '▀', '█'] as const;

/** A text as a QR code, a line of the terminal each. */
export function qrLines(text: string): readonly string[] {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: QUIET });
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const upper = modules[y] ?? [];
    const lower = modules[y + 1] ?? [];
    lines.push(
      `${INK}${upper.map((dark, x) => GLYPHS[2 * Number(dark) + Number(lower[x] ?? false)]).join('')}${PLAIN}`,
    );
  }
  return lines;
}

/** How many columns such lines take. */
export function qrColumns([first = '']: readonly string[]): number {
  return first.length - INK.length - PLAIN.length;
}
