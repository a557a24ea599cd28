import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/house.ts';
import type { Conversation } from './conversation.ts';

const FOLDER = join(ROOT, 'test/fuzz/seeds');

export interface Seed extends Conversation {
  readonly name: string;
  /** What was wrong when it was kept. */
  readonly why: string;
}

/** Conversations that went wrong once. */
export function readSeeds(): Seed[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: file, ...JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) }));
}

/** Keeps one that went wrong, to be sent first from now on. Returns the file's name. */
export function keepSeed(conversation: Conversation, why: string): string {
  const name = `${conversation.surface}-${conversation.seed.toString(16)}.json`;
  writeFileSync(join(FOLDER, name), `${JSON.stringify({ why, ...conversation }, null, 2)}\n`);
  return name;
}
