import { BUILT_IN_IDS, PALETTES, type Strip } from '@garland/animations';
import { budgetAdvice, type DriverConfig, geometryOf, positionNotices } from '@garland/driver-config';
import { formatAdvice } from '@garland/driver-config/hardware-advice';
import { toLinear } from '@garland/viewer';
import { CaptionedTree } from '@garland/viewer/terminal';
import type { CommandContext } from '../command-line/command-context.ts';
import { sceneTable } from './scene-table.ts';

const TREE_ROWS = 18;

/** Shows a configuration: the tree, its first animation, its limits, and its scenes. */
export function renderConfigOverview(
  { terminal, style }: CommandContext,
  file: string,
  config: DriverConfig,
): string {
  const geometry = geometryOf(config.strip);
  const notices = positionNotices(geometry);
  const budget = budgetAdvice(config);
  const sections = [
    `${file}: no errors found`,
    renderTree(terminal, geometry.strip),
    ...(notices.length > 0 ? [notices.join('\n')] : []),
    factLines(config).join('\n'),
    ...(budget ? [`Warning: ${formatAdvice(budget)}.`] : []),
    ...(config.scenes.size === 0 ? [] : [sceneTable(config, terminal, style).join('\n')]),
  ];
  return sections.join('\n\n');
}

/** Every pixel in its place, from red to violet, which shows the direction of the string. */
function renderTree(terminal: CommandContext['terminal'], strip: Strip): string {
  const rows = Math.min(TREE_ROWS, terminal.rows - 1);
  const tree = new CaptionedTree({ ...terminal, rows }, strip, 1);
  const colors = colorsAlong(strip.count);
  const caption = [`${strip.count} pixels, from the first (red) to the last (violet)`];
  return terminal.colorDepth === 'none'
    ? tree.toText(colors, [`${strip.count} pixels`])
    : tree.reserve() + tree.update(colors, caption);
}

/** Linear bytes. */
function colorsAlong(count: number): Uint8Array {
  const { rgb } = PALETTES.rainbow;
  const steps = rgb.length / 3;
  return Uint8Array.from({ length: count * 3 }, (_, i) => {
    const step = Math.floor((Math.floor(i / 3) / count) * steps);
    return Math.round(255 * toLinear(rgb[step * 3 + (i % 3)]!));
  });
}

function factLines({ output, light, power, remote, scenes }: DriverConfig): string[] {
  const pin = output.kind === 'ws281x' ? ` on GPIO ${output.gpio}, ${output.color_order}` : '';
  const remoteScenes = remote.allow.filter((id) => scenes.has(id)).length;
  return [
    `Output        ${output.kind}${pin}, calculated to stay below ${power.budget_ma} mA`,
    `At first      ${light.animation}, at ${light.brightness} %`,
    `Over the web  ${remote.allow.length - remoteScenes} of ${BUILT_IN_IDS.length} animations, ${remoteScenes} of ${scenes.size} scenes`,
  ];
}
