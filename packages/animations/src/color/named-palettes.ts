import { gradient, type Palette, swatches } from './palette.ts';

/** The names of the palettes, in the order in which they are listed. */
export const PALETTE_NAMES = [
  'warm_white',
  'cool_white',
  'candlelight',
  'rainbow',
  'candy_cane',
  'classic_lights',
  'holly',
  'embers',
  'gold',
  'sunset',
  'sugarplum',
  'forest',
  'aurora',
  'ice',
  'starlight',
  'ocean',
  'lagoon',
  'autumn',
  'lavender',
  'cherry_blossom',
  'sunrise',
  'midnight',
  'mistletoe',
  'gingerbread',
  'poinsettia',
  'nordic',
  'rose_gold',
  'sugared_almonds',
] as const;

export type PaletteName = (typeof PALETTE_NAMES)[number];

export interface NamedPalette extends Palette {
  /** Its look and the origin of its colours: a phrase or a sentence. */
  readonly description: string;
}

/** One palette for each name. */
export const PALETTES: { readonly [N in PaletteName]: NamedPalette } = {
  warm_white: namedPalette(
    "Tungsten, from a well-dimmed 2400 K to a fresh 3000 K, as a black body's light appears in sRGB.",
    gradient('Warm white', ['#ff9d3c', '#ffaa58', '#ffb870']),
  ),
  cool_white: namedPalette(
    'Moonlight on frost: daylight from 6500 K to 9500 K, a little stronger in colour so that the eye sees it.',
    gradient('Cool white', ['#fff4ea', '#e3eaff', '#c0d4ff']),
  ),
  candlelight: namedPalette(
    'A wax candle from wick to tip, around 1500 to 2000 K.',
    gradient('Candlelight', ['#ff5a0a', '#ff8312', '#ffa53a']),
  ),
  rainbow: namedPalette(
    'The whole circle of hues, even to the eye: no hue takes more room than it should.',
    gradient(
      'Rainbow',
      ['#ff0018', '#ff7a00', '#ffdc00', '#4ff000', '#00e8a0', '#00b4ff', '#2a30ff', '#9a10ff', '#ff10b0'],
      true,
    ),
  ),
  candy_cane: namedPalette(
    'Peppermint: clear red, and a white with the warmth of sugar.',
    swatches('Candy cane', ['#f5000c', '#fff1e2']),
  ),
  classic_lights: namedPalette(
    'The painted C9 bulbs of the 1950s: red, amber, green, blue, and the odd rose one.',
    swatches('Classic lights', ['#ff1408', '#ff8a00', '#08d818', '#1038ff', '#ff3c88']),
  ),
  holly: namedPalette(
    'Holly: leaves, a berry in their midst, and leaves again.',
    swatches('Holly', ['#06a81c', '#0cc43c', '#f00a14', '#08b428']),
  ),
  embers: namedPalette(
    'A log fire by rising heat: glowing coal, flame, and a core that is nearly white.',
    gradient('Embers', ['#b40600', '#ff2a00', '#ff6a00', '#ff9a10', '#ffc040']),
  ),
  gold: namedPalette(
    'Tinsel and gilded walnuts: from deep bronze to bright leaf.',
    gradient('Gold', ['#e06c00', '#ffa200', '#ffc840', '#ffe09a']),
  ),
  sunset: namedPalette(
    "A clear winter evening in the west, from the last blue to the sun's rim.",
    gradient('Sunset', ['#4a2cff', '#b41cf0', '#ff2a7a', '#ff5a1c', '#ffb02a']),
  ),
  sugarplum: namedPalette(
    'Sugared plums and violets.',
    gradient('Sugarplum', ['#7a1cff', '#c22cff', '#ff4cc8', '#ff96c0'], true),
  ),
  forest: namedPalette(
    'Spruce, fir and moss, with light falling in between.',
    gradient('Forest', ['#008a3a', '#08b428', '#5cd81c', '#c4ec50']),
  ),
  aurora: namedPalette(
    "Northern lights: oxygen's green, nitrogen's blue and violet.",
    gradient('Aurora', ['#00ff78', '#00e0c0', '#1c8cff', '#7a3cff', '#1c8cff', '#00e0c0'], true),
  ),
  ice: namedPalette(
    'From the shadow inside a glacier to fresh snow.',
    gradient('Ice', ['#0a3cff', '#2c8cff', '#86ccff', '#f2f8ff']),
  ),
  starlight: namedPalette(
    'Stars by their surface, from orange giants over white to young blue ones.',
    gradient('Starlight', ['#ff9c48', '#ffe0b8', '#d8e4ff', '#74a8ff', '#4878ff']),
  ),
  ocean: namedPalette(
    'The Atlantic from deep water to the green light in a breaking wave.',
    gradient('Ocean', ['#1430f0', '#0070d8', '#00a8b8', '#34dca0']),
  ),
  lagoon: namedPalette(
    "A coral lagoon from the reef's edge to the sand.",
    gradient('Lagoon', ['#00a8d8', '#1cdcc8', '#a0f4cc', '#ffe8b4']),
  ),
  autumn: namedPalette(
    'A maple wood in October: crimson, copper, amber, and the last green.',
    gradient('Autumn', ['#d80c24', '#ff4a00', '#ff9000', '#e0c000', '#84b81c']),
  ),
  lavender: namedPalette(
    'A field in Provence from bud to bloom to the haze above it.',
    gradient('Lavender', ['#6c48f0', '#9c78ff', '#c8a8ff', '#f0e0ff']),
  ),
  cherry_blossom: namedPalette(
    'Cherry trees in April: from the calyx to the palest petal.',
    gradient('Cherry blossom', ['#f82c70', '#ff7098', '#ffaec0', '#fff0ee']),
  ),
  sunrise: namedPalette(
    'An hour from the first blue to full day, as pale as mornings are.',
    gradient('Sunrise', ['#2c60ff', '#8c80ff', '#ff80b0', '#ffa870', '#ffe080', '#fff8dc']),
  ),
  midnight: namedPalette(
    "A clear night from the zenith's indigo down to the glow on the horizon.",
    gradient('Midnight', ['#2c10f0', '#4a30ff', '#5064ff', '#58a4ff', '#b4e4ff']),
  ),
  mistletoe: namedPalette(
    'Mistletoe over a door: leaves and pearly berries.',
    swatches('Mistletoe', ['#38b048', '#f4f6dc', '#88cc48']),
  ),
  gingerbread: namedPalette(
    'A gingerbread house: biscuit, icing, a cherry, toffee, and a peppermint drop.',
    swatches('Gingerbread', ['#e0640c', '#fff0dc', '#ff2440', '#ffa83c', '#40dca0']),
  ),
  poinsettia: namedPalette(
    'Poinsettias on a window sill: bracts in two reds, leaves, and the gold in the middle.',
    swatches('Poinsettia', ['#e4001c', '#ff3c4c', '#0c9c40', '#ffc828']),
  ),
  nordic: namedPalette(
    'Knitwear from the far north: red and white wool, and blue of the winter sky.',
    swatches('Nordic', ['#e8102c', '#f8f0e8', '#2450e8']),
  ),
  rose_gold: namedPalette(
    'Glass and copper: rose gold from its shade to its shine.',
    gradient('Rose gold', ['#d8504c', '#f48878', '#ffb8a0', '#ffe6dc']),
  ),
  sugared_almonds: namedPalette(
    'Sugared almonds out of a paper bag: pink, vanilla, pistachio, blue and lilac.',
    swatches('Sugared almonds', ['#ff94b0', '#ffdc98', '#98e898', '#80c4ff', '#c898ff']),
  ),
};

function namedPalette(description: string, palette: Palette): NamedPalette {
  return { ...palette, description };
}
