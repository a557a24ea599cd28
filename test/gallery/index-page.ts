import {
  ANIMATIONS,
  BUILT_IN_IDS,
  type BuiltInId,
  PALETTE_NAMES,
  PALETTES,
  type PaletteName,
} from '@garland/animations';
import { FILMING_OPTIONS, pictureFile } from './gallery-pictures.ts';

/** An animation is listed in the first section whose tag it has; the last section takes the rest. */
const SECTIONS: readonly { readonly tag?: string; readonly heading: string }[] = [
  { tag: 'festive', heading: 'Festive' },
  { tag: 'quiet', heading: 'For quiet evenings' },
  { tag: 'classic', heading: 'Classics' },
  { tag: 'nature', heading: 'Nature and weather' },
  { tag: 'shape', heading: 'For the shape of a tree' },
  { tag: 'maths', heading: 'Mathematics' },
  { heading: 'And more' },
];

const ANIMATIONS_PER_ROW = 4;
const PALETTES_PER_ROW = 6;

/** The gallery's index page, in Markdown. */
export function renderIndexPage(): string {
  const sections = animationsBySection().map(
    ({ heading, ids }) => `## ${heading}\n\n${htmlTable(ids.map(animationCell), ANIMATIONS_PER_ROW)}`,
  );
  return `${[
    '# Gallery',
    `All ${BUILT_IN_IDS.length} animations and ${PALETTE_NAMES.length} palettes on a tree of 250 lights. ` +
      'Each picture shows a few seconds of an animation in its default palette, which is named below it.',
    'To see an animation on your tree, use `garland play <id>`; in your terminal, `garland preview <id>`. For a GIF in ' +
      'other colours, use `garland preview <id> --palette <name> --gif <file>`. `npm run gallery` makes these pictures.',
    ...sections,
    '## Palettes',
    'Each palette from its beginning at the foot to its end at the tip.',
    htmlTable(PALETTE_NAMES.map(paletteCell), PALETTES_PER_ROW),
  ].join('\n\n')}\n`;
}

function animationsBySection(): { heading: string; ids: BuiltInId[] }[] {
  const left = new Set(BUILT_IN_IDS);
  return SECTIONS.map(({ tag, heading }) => {
    const ids = [...left].filter((id) => tag === undefined || ANIMATIONS[id].tags.includes(tag));
    for (const id of ids) left.delete(id);
    return { heading, ids };
  }).filter(({ ids }) => ids.length > 0);
}

function animationCell(id: BuiltInId): string {
  const { title, description, palette } = ANIMATIONS[id];
  const { speedFactor } = FILMING_OPTIONS[id] ?? {};
  const speedNote = speedFactor === undefined ? '' : ` Shown at ${speedFactor} times its speed.`;
  const paletteNote = id === 'off' ? '' : ` <i>${PALETTES[palette].title}.</i>`;
  return htmlCell(pictureFile('animations', id), title, id, `${description}${speedNote}${paletteNote}`);
}

function paletteCell(name: PaletteName): string {
  const { title, description } = PALETTES[name];
  return htmlCell(pictureFile('palettes', name), title, name, description);
}

function htmlCell(file: string, title: string, name: string, text: string): string {
  return `<td valign="top"><img src="${file}" alt="${title}"><br><b>${title}</b> <code>${name}</code><br>${text}</td>`;
}

function htmlTable(cells: readonly string[], columns: number): string {
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    ['<tr>', ...cells.slice(row * columns, (row + 1) * columns), '</tr>'].join('\n'),
  );
  return ['<table>', ...rows, '</table>'].join('\n');
}
