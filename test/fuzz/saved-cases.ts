import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import type { FuzzCase } from './fuzz-target.ts';

const SEED_FOLDER = join(ROOT, 'test/fuzz/seeds');

export interface SavedCase extends FuzzCase {
  readonly name: string;
  /** What was wrong when it was kept. */
  readonly failure: string;
}

/** Conversations that went wrong once. */
export function readSavedCases(): SavedCase[] {
  return readdirSync(SEED_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: file, ...JSON.parse(readFileSync(join(SEED_FOLDER, file), 'utf8')) }));
}

/** Keeps one that went wrong, to be sent first from now on. Returns the file's name. */
export function saveCase(conversation: FuzzCase, why: string): string {
  const name = `${conversation.endpoint}-${conversation.seed.toString(16)}.json`;
  writeFileSync(join(SEED_FOLDER, name), `${JSON.stringify({ why, ...conversation }, null, 2)}\n`);
  return name;
}
