import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { parseRegistry, REGISTRY_MAX_BYTES, type TokenRecord } from '@garland/protocol/tokens';

/** The issued tokens, by their ID. */
export interface Registry {
  readonly tree: string;
  readonly records: ReadonlyMap<string, TokenRecord>;
}

/** What a file held, or why it can't be used. */
export type Reading = { readonly registry: Registry } | { readonly fault: string };

/** Which version of a file this is: any way of changing it changes one of these. */
export function fingerprintOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Reads a registry file. Never throws. */
export function readRegistry(path: string): { readonly reading: Reading; readonly stats?: BigIntStats } {
  try {
    if (!statSync(path).isFile()) return { reading: { fault: 'is not a file' } };
    const { text, stats } = readVersion(path);
    if (stats.size > REGISTRY_MAX_BYTES)
      return { reading: { fault: `is larger than ${REGISTRY_MAX_BYTES} bytes` }, stats };
    return { reading: parse(text), stats };
  } catch (error) {
    return { reading: { fault: `can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` } };
  }
}

/** The text together with the version that it is of, though the file may be replaced meanwhile. */
function readVersion(path: string): { readonly text: string; readonly stats: BigIntStats } {
  const descriptor = openSync(path, 'r');
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    const buffer = Buffer.alloc(Math.min(Number(stats.size), REGISTRY_MAX_BYTES));
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return { text: buffer.toString('utf8', 0, length), stats };
  } finally {
    closeSync(descriptor);
  }
}

function parse(text: string): Reading {
  const parsed = parseRegistry(text);
  if (!parsed.ok) return { fault: parsed.fault };
  const { tree, tokens } = parsed.value;
  return { registry: { tree, records: new Map(tokens.map((record) => [record.jti, record])) } };
}
