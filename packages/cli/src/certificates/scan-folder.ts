import type { KeyObject, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type PemResult, parseCertificates, parsePrivateKeys } from '@garland/daemon/certificates';

const MAX_FILE_BYTES = 256 * 1024;

/** A file with certificates or private keys, whatever its name. */
export interface PemFile {
  readonly path: string;
  readonly chain: PemResult<X509Certificate>;
  readonly keys: PemResult<KeyObject>;
}

/** A chain, and the file with the key of one of its certificates. */
export interface FoundPair {
  readonly chainFile: string;
  readonly keyFile: string;
  /** The fingerprint of the certificate that the key belongs to. */
  readonly leaf: string;
  /** Of the chain. */
  readonly length: number;
}

/** Every program has its own names (acme.sh, lego and Caddy differ from certbot), so the contents decide. */
export function scanFolder(folder: string): PemFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isSmallFile)
    .map(readPem)
    .filter(({ chain, keys }) => chain.values || keys.values);
}

export function readPem(path: string): PemFile {
  const bytes = readFileSync(path);
  return { path, chain: parseCertificates(bytes), keys: parsePrivateKeys(bytes) };
}

/** For each certificate whose key is among the files, the file with its longest chain. */
export function findPairs(files: readonly PemFile[]): FoundPair[] {
  const longest = new Map<string, FoundPair>();
  for (const { path, chain } of files) {
    const pair = chain.values && findPair(path, chain.values, files);
    if (pair && (longest.get(pair.leaf)?.length ?? 0) < pair.length) longest.set(pair.leaf, pair);
  }
  return [...longest.values()];
}

/** In a chain in the wrong order, the key belongs to a later certificate. */
export function findPair(
  chainFile: string,
  chain: readonly X509Certificate[],
  files: readonly PemFile[],
): FoundPair | undefined {
  for (const { path: keyFile, keys } of files)
    for (const key of keys.values ?? []) {
      const leaf = chain.find((link) => link.checkPrivateKey(key));
      if (leaf) return { chainFile, keyFile, leaf: leaf.fingerprint256, length: chain.length };
    }
  return undefined;
}

function isSmallFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= MAX_FILE_BYTES;
}
