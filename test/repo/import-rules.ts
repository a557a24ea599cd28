import { isBuiltin } from 'node:module';
import { resolveRelative, type SourceFile } from './import-graph.ts';

/** What the files of a folder can import from outside of it. */
interface FolderRule {
  /** Packages and their entry points, ours and others', and modules of Node; exactly these. */
  readonly imports: readonly string[];
  /** Any module of Node but those of `never`. */
  readonly anyBuiltin?: true;
  readonly never?: readonly string[];
  /** Dependencies that no import names: loaded by a name that is no literal, or the peer of another package. */
  readonly unnamed?: readonly string[];
}

const DRAWING: readonly string[] = [
  '@garland/animations',
  '@garland/animations/color-spaces',
  '@garland/animations/curve-table',
  '@garland/animations/frame',
];

/**
 * What each folder of `packages` can import. The longest folder that holds a file decides. What is not listed is refused:
 * a new line is a decision about what runs in that process, and for led-driver, about what runs as root.
 */
export const IMPORT_RULES: Readonly<Record<string, FolderRule>> = {
  'protocol/src': { imports: [] },
  'protocol/src/client': { imports: ['node:net'] },
  'tokens/src': { imports: ['@garland/protocol', 'jsonwebtoken', 'node:crypto'] },
  // For tests alone: no rule lists it, so no program can import it.
  'test-kit/src': {
    imports: ['@garland/protocol/client', '@garland/tokens', 'esbuild'],
    anyBuiltin: true,
  },
  'toml/src': { imports: ['toml-eslint-parser', 'node:fs'] },
  'daemon/src': { imports: ['node:fs', 'node:path', 'node:util'] },
  'daemon/src/certificates': { imports: ['node:crypto', 'node:fs', 'node:tls'] },
  'animations/src': { imports: [] },
  'driver-config/src': {
    imports: ['@garland/animations', '@garland/daemon', '@garland/protocol', '@garland/toml', 'node:path'],
  },
  'led-driver/src': {
    imports: [
      '@garland/animations',
      '@garland/daemon',
      '@garland/daemon/write-file',
      '@garland/driver-config',
      '@garland/driver-config/hardware-advice',
      '@garland/protocol',
      '@garland/toml',
      'node:fs',
      'node:net',
      'node:path',
      'node:stream',
      'node:worker_threads',
    ],
    unnamed: ['rpi-ws281x-native'],
  },
  'web-gateway/src': {
    imports: [
      '@garland/daemon',
      '@garland/daemon/certificates',
      '@garland/protocol',
      '@garland/protocol/client',
      '@garland/tokens',
      '@garland/tokens/signature',
      '@garland/toml',
      'express-rate-limit',
      'helmet',
      'router',
      'winston',
    ],
    unnamed: ['express'],
    anyBuiltin: true,
    never: [
      'node:child_process',
      'node:cluster',
      'node:dgram',
      'node:inspector',
      'node:module',
      'node:repl',
      'node:vm',
      'node:worker_threads',
    ],
  },
  'viewer/src': { imports: [...DRAWING, 'gifenc', 'node:tty'] },
  // Draws in a browser too.
  'viewer/src/core': { imports: DRAWING },
  'cli/src': {
    imports: [
      '@garland/animations',
      '@garland/daemon',
      '@garland/daemon/certificates',
      '@garland/daemon/write-file',
      '@garland/driver-config',
      '@garland/driver-config/hardware-advice',
      '@garland/protocol',
      '@garland/protocol/client',
      '@garland/tokens',
      '@garland/tokens/inspect',
      '@garland/tokens/signature',
      '@garland/toml',
      '@garland/viewer',
      '@garland/viewer/film',
      '@garland/viewer/terminal',
      '@garland/viewer/terminal-capabilities',
      '@garland/viewer/text-width',
      'commander',
      'qr',
    ],
    anyBuiltin: true,
  },
};

/**
 * Within a package, each of these folders and files imports only those that are listed before it. Files that are not
 * listed compose the program: they import all of these, and none of these imports them.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'led-driver/src': ['clock.ts', 'log.ts', 'catalog.ts', 'output', 'render', 'engine', 'control'],
  'viewer/src': ['core', 'terminal', 'film'],
};

/** What a file imports that it must not. */
export function forbiddenImports({ path, specifiers }: Omit<SourceFile, 'text'>): string[] {
  const folder = Object.keys(IMPORT_RULES)
    .filter((candidate) => path.startsWith(`${candidate}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (folder === undefined) return [...specifiers];
  const { imports, anyBuiltin = false, never = [] } = IMPORT_RULES[folder]!;
  const [packageRoot = ''] = path.split('/');
  return specifiers.filter((specifier) => {
    const target = resolveRelative(path, specifier);
    if (target !== undefined) return !target.startsWith(`${packageRoot}/src/`) || climbsLayers(path, target);
    // Without its prefix, a module of Node could hide behind the name of a package.
    if (isBuiltin(specifier) && !specifier.startsWith('node:')) return true;
    if (imports.includes(specifier)) return false;
    return !(anyBuiltin && isBuiltin(specifier) && !never.includes(specifier));
  });
}

function climbsLayers(path: string, target: string): boolean {
  return Object.entries(LAYERS).some(([root, folders]) => {
    if (!path.startsWith(`${root}/`)) return false;
    const layerOf = (file: string): number => {
      const layer = folders.findIndex((name) => `${file}/`.startsWith(`${root}/${name}/`));
      return layer === -1 ? folders.length : layer;
    };
    return layerOf(target) > layerOf(path);
  });
}
