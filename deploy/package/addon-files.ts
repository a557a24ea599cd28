import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checkout.ts';
import { dataFile, type PackageFile } from './package-file.ts';

/** The source of the LED addon, and the packages that compile and load it. */
const ADDON_PARTS: readonly { readonly name: string; readonly wanted: RegExp }[] = [
  {
    name: 'rpi-ws281x-native',
    wanted: /^(package\.json|index\.js|binding\.gyp|(lib|tools)\/.*\.js|src\/.*)$/,
  },
  { name: 'nan', wanted: /^(package\.json|include_dirs\.js|[^/]+\.h)$/ },
  { name: 'bindings', wanted: /^(package\.json|bindings\.js)$/ },
  { name: 'file-uri-to-path', wanted: /^(package\.json|index\.js)$/ },
];

/** The part of the C library that is compiled: without its Python and Go bindings, tests and packaging. */
const C_LIBRARY = 'src/rpi_ws281x/';
const C_LIBRARY_SOURCES = /^src\/rpi_ws281x\/((?!main\.c|version\.h)[^/]+\.[ch]|version)$/;

export const ADDON_PACKAGES: readonly string[] = ADDON_PARTS.map(({ name }) => `node_modules/${name}`);

/** The files of /usr/lib/garland/node_modules. */
export function addonFiles(): PackageFile[] {
  return ADDON_PARTS.flatMap(({ name, wanted }) =>
    filesUnder(`node_modules/${name}`)
      .filter((path) => wanted.test(path) && (!path.startsWith(C_LIBRARY) || C_LIBRARY_SOURCES.test(path)))
      .map((path) =>
        dataFile(
          `usr/lib/garland/node_modules/${name}/${path}`,
          readFileSync(join(ROOT, 'node_modules', name, path)),
        ),
      ),
  );
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, folder).length + 1))
    .sort();
}
