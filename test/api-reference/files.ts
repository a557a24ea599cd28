import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import type { ApiDescription } from '@garland/web-gateway/test/read-openapi';
import { htmlPage } from './html.ts';
import { referencePage } from './page.ts';

export const REFERENCE_FOLDER: string = join(ROOT, 'docs/api');

/** The same page twice, by the name of its file: for GitHub, `less` and editors, and for a browser. */
export function referenceFiles(description: ApiDescription): Readonly<Record<string, string>> {
  const page = referencePage(description);
  return { 'reference.md': page, 'reference.html': htmlPage(page) };
}
