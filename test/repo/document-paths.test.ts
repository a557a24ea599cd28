import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';

const PACKAGES = readdirSync(join(ROOT, 'packages'));

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const DOCUMENTS = ['.', 'docs', 'docs/api', 'docs/gallery', 'test/wire'].flatMap(markdownIn);

const textOf = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

const withoutFences = (text: string): string => text.replaceAll(/^```.*?^```$/gms, '');

/** Anchors as GitHub makes them from headings. */
function anchorsOf(document: string): Set<string> {
  const headings = withoutFences(textOf(document)).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Targets of links and images that lead into the repository, and whether they exist. */
function brokenLinks(document: string): string[] {
  const text = withoutFences(textOf(document)).replaceAll(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
    ([, link, image]) => link ?? image ?? '',
  );
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path ? join(dirname(document), path) : document;
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
  });
}

/** Code spans that name a file or folder of the repository; those of a package can leave out `packages/`. */
function missingPaths(document: string): string[] {
  const spans = [...withoutFences(textOf(document)).matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+)\/?`/g)];
  return spans.flatMap(([, path = '']) => {
    const [first = ''] = path.split('/');
    if (PACKAGES.includes(first)) return existsSync(join(ROOT, 'packages', path)) ? [] : [path];
    if (!['packages', 'deploy', 'test', 'docs', '.ci'].includes(first)) return [];
    return existsSync(join(ROOT, path)) ? [] : [path];
  });
}

describe('the documents', () => {
  for (const document of DOCUMENTS)
    test(`${document} links to files and headings that exist, and names paths that exist`, () => {
      assert.deepEqual(
        { links: brokenLinks(document), paths: missingPaths(document) },
        { links: [], paths: [] },
      );
    });

  test('ARCHITECTURE.md lists every package', () => {
    const text = textOf('ARCHITECTURE.md');
    assert.deepEqual(
      PACKAGES.filter((name) => !text.includes(`  ${name}/ `)),
      [],
    );
  });
});
