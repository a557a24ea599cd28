import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BUILT_IN_IDS, measuredStrip, PALETTE_NAMES, type Strip } from '@garland/animations';
import { readCoordinates } from '@garland/driver-config';
import { didYouMean } from '@garland/toml';

export const DEFAULT_GALLERY_FOLDER: string = fileURLToPath(
  new URL('../../../docs/gallery', import.meta.url),
);

export const GALLERY_USAGE = `Usage: npm run gallery -- [options]

Films every animation and every palette, and writes the page that shows them all. A picture that would look the same as
it does is left alone. From nothing, two or three minutes.

  --only A,B        these animations and palettes only
  --all             also what has not changed
  --positions FILE  on lights where this file has them: a row x,y,z for each
  --out DIR         instead of docs/gallery
`;

export interface GalleryOptions {
  readonly help: boolean;
  readonly only: readonly string[] | undefined;
  readonly all: boolean;
  /** Undefined for the one of the gallery. */
  readonly strip: Strip | undefined;
  readonly out: string;
}

/** What npm run is called with is meant from where it is called, not from where npm goes. */
const INVOCATION_FOLDER = process.env.INIT_CWD ?? process.cwd();

export function parseGalleryOptions(args: readonly string[]): GalleryOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      all: { type: 'boolean', default: false },
      positions: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    all: values.all,
    only: values.only?.split(',').map(requireKnownName),
    strip:
      values.positions === undefined ? undefined : readStrip(resolve(INVOCATION_FOLDER, values.positions)),
    out: values.out === undefined ? DEFAULT_GALLERY_FOLDER : resolve(INVOCATION_FOLDER, values.out),
  };
}

function requireKnownName(name: string): string {
  const names: readonly string[] = [...BUILT_IN_IDS, ...PALETTE_NAMES];
  if (names.includes(name)) return name;
  const suggestion = didYouMean(name, names);
  throw new Error(
    `There is no animation and no palette "${name}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
  );
}

function readStrip(path: string): Strip {
  return measuredStrip(readCoordinates(path).points).strip;
}
