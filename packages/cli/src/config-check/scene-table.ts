import { ANIMATIONS, CHANNEL_MAX, PALETTES, type Palette } from '@garland/animations';
import { type DriverConfig, durationInWords, type Scene } from '@garland/driver-config';
import { SGR_COLOR_ENCODERS } from '@garland/viewer/terminal';
import type { TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import { truncate } from '@garland/viewer/text-width';
import { alignColumns, type TextStyle, toPrintable } from '../text/terminal-text.ts';

const SWATCH_COLUMNS = 8;
const HEADING = ['SCENE', 'TITLE', 'PLAYS', 'COLOURS', 'SPEED', 'LIGHT', 'LASTS', 'THEN', 'WEB'];

/** The scenes of a configuration, one a line, each with a swatch of its colours if the terminal has colour. */
export function sceneTable(
  { scenes, remote }: DriverConfig,
  terminal: TerminalCapabilities,
  style: TextStyle,
): string[] {
  const rows = [...scenes].map(([id, scene]) => cellsOf(id, scene, remote.allow.includes(id)));
  const hasColor = terminal.colorDepth !== 'none';
  const maxColumns = terminal.columns - (hasColor ? SWATCH_COLUMNS + 2 : 0);
  const lines = alignColumns([HEADING, ...rows]).map((line) =>
    terminal.canAnimate ? truncate(line, maxColumns) : line,
  );
  if (!hasColor) return lines;
  const swatches = [...scenes.values()].map((scene) => swatchOf(paletteOf(scene), terminal));
  return lines.map((line, i) =>
    i === 0 ? ' '.repeat(SWATCH_COLUMNS + 2) + style.bold(line) : `${swatches[i - 1]}  ${line}`,
  );
}

function cellsOf(id: string, scene: Scene, isRemote: boolean): string[] {
  const { title, animation, speed, brightness, expiry } = scene;
  return [
    id,
    toPrintable(title),
    animation,
    paletteOf(scene).title,
    `${speed} x`,
    `${brightness} %`,
    expiry ? durationInWords(expiry.afterMs) : 'no limit',
    expiry ? expiry.next : '-',
    isRemote ? 'yes' : 'no',
  ];
}

function paletteOf({ animation, palette }: Scene): Palette {
  return PALETTES[palette ?? ANIMATIONS[animation].palette];
}

function swatchOf({ rgb }: Palette, { colorDepth }: TerminalCapabilities): string {
  const steps = rgb.length / 3;
  const cells = Array.from({ length: SWATCH_COLUMNS }, (_, cell) => {
    const step = Math.floor(((cell + 0.5) / SWATCH_COLUMNS) * steps);
    const [red, green, blue] = [0, 1, 2].map((channel) => byteOf(rgb[step * 3 + channel]));
    return `\x1b[${SGR_COLOR_ENCODERS[colorDepth](((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0), 'background')}m `;
  });
  return `${cells.join('')}\x1b[0m`;
}

function byteOf(perceptual = 0): number {
  return Math.round((255 * perceptual) / CHANNEL_MAX);
}
