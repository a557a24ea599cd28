import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { data, type PackageFile } from './file.ts';
import { ROOT } from './root.ts';

/** The LED addon's source and all that it takes to compile and load it, as npm lays it out. */
const PARTS: readonly { readonly name: string; readonly wanted: RegExp }[] = [
  {
    name: 'rpi-ws281x-native',
    wanted: /^(package\.json|index\.js|binding\.gyp|(lib|tools)\/.*\.js|src\/.*)$/,
  },
  { name: 'nan', wanted: /^(package\.json|include_dirs\.js|[^/]+\.h)$/ },
  { name: 'bindings', wanted: /^(package\.json|bindings\.js)$/ },
  { name: 'file-uri-to-path', wanted: /^(package\.json|index\.js)$/ },
];

/** Of the C library, what is compiled and included: not its Python, its Go, its tests and its own package. */
const LIBRARY = 'src/rpi_ws281x/';
const COMPILED = /^src\/rpi_ws281x\/((?!main\.c|version\.h)[^/]+\.[ch]|version)$/;

export const ADDON_PACKAGES: readonly string[] = PARTS.map(({ name }) => `node_modules/${name}`);

/** What to put under /usr/lib/garland/node_modules. */
export function addonFiles(): PackageFile[] {
  return PARTS.flatMap(({ name, wanted }) =>
    filesUnder(`node_modules/${name}`)
      .filter((path) => wanted.test(path) && (!path.startsWith(LIBRARY) || COMPILED.test(path)))
      .map((path) =>
        data(
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
