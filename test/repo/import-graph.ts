import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));

/** A source file: its path below `packages`, its text, and what it imports, as written. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly specifiers: readonly string[];
}

/** Every spelling: `import … from`, `import type`, `export … from`, a bare `import`, `import(…)` of a literal. */
export function specifiersIn(text: string): string[] {
  return [...text.matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(([, name]) => String(name));
}

/** All source files of all packages; tests are not among them. */
export function readSources(): SourceFile[] {
  return readdirSync(PACKAGES).flatMap((name) => {
    const folder = join(PACKAGES, name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        const path = relative(PACKAGES, join(folder, file));
        return { path, text, specifiers: specifiersIn(text) };
      });
  });
}

export function readManifest(name: string): { readonly [key: string]: object } {
  return JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));
}

/** Where a relative specifier leads, below `packages`; undefined for a package or a module of Node. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(dirname(from), specifier)) : undefined;
}

/** The first circle of files that import one another, types included; undefined if there is none. */
export function findCycle(sources: readonly SourceFile[]): string[] | undefined {
  const edges = new Map(
    sources.map(({ path, specifiers }) => [
      path,
      specifiers.flatMap((specifier) => resolveRelative(path, specifier) ?? []),
    ]),
  );
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return undefined;
    for (const next of edges.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const path of edges.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
