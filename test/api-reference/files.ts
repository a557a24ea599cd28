import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import type { ApiDescription } from '@garland/web-gateway/test/read-openapi';
import { referencePage } from './page.ts';

export const REFERENCE_FOLDER: string = join(ROOT, 'docs/api');

/** The pages of the reference by file name. */
export function referenceFiles(description: ApiDescription): Readonly<Record<string, string>> {
  return { 'reference.md': referencePage(description) };
}
