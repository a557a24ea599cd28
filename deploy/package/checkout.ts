import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the checkout. */
export function checkoutText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
