import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';

export const UNITS_FOLDER: string = join(ROOT, 'deploy/systemd');

/** The values of every line of a unit that sets this key. */
export function settings(unit: string, key: string): string[] {
  const text = readFileSync(join(UNITS_FOLDER, unit), 'utf8');
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

export function settingWords(unit: string, key: string): string[] {
  return settings(unit, key).flatMap((value) => value.split(' '));
}
