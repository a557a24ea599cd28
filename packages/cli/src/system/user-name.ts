import { readFileSync } from 'node:fs';
import { tryOrUndefined } from './try-or-undefined.ts';

/** The name of a user of this machine, or the number of one that is not in the file. */
export function findUserName(uid: number, passwdFile = '/etc/passwd'): string {
  const lines = tryOrUndefined(() => readFileSync(passwdFile, 'utf8'))?.split('\n') ?? [];
  const [name] = lines.map((line) => line.split(':')).find((fields) => fields[2] === String(uid)) ?? [];
  return name ?? `uid ${uid}`;
}

export function isUserName(text: string): boolean {
  return /^[a-z_][\w.-]{0,31}\$?$/i.test(text);
}
