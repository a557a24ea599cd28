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

Renders every animation and palette as a GIF, and writes the page that shows them all. A picture that would look the same
is kept. Rendering all of them takes two or three minutes.

  --only A,B        only these animations and palettes
  --all             render unchanged pictures too
  --positions FILE  pixel positions from this file, one row x,y,z per pixel
  --out DIR         write to this folder instead of docs/gallery
`;

export interface GalleryOptions {
  readonly help: boolean;
  readonly only: readonly string[] | undefined;
  readonly all: boolean;
  /** Undefined for the gallery's own. */
  readonly strip: Strip | undefined;
  readonly out: string;
}

/** Relative paths are relative to where npm was called, not to where it runs the script. */
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
