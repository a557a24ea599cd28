import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { quoteForShell } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';
import { type FoundPair, findPair, findPairs, type PemFile, readPem, scanFolder } from './scan-folder.ts';

/** The file names of certbot, also used in /etc/garland/tls. */
export const CHAIN_FILE = 'fullchain.pem';
export const KEY_FILE = 'privkey.pem';

export interface CertificateFiles {
  readonly chainFile: string;
  readonly keyFile: string;
  /** What to name to read a renewal: the folder if it has one certificate, otherwise the file. */
  readonly source: string;
}

/**
 * Finds certificate and key by a path: a folder of certbot, acme.sh, lego, Caddy or another program, or one of the two files.
 *
 * @throws {CliError} that says what to name instead
 */
export function findCertificateFiles(path: string): CertificateFiles {
  const source = resolve(path);
  const stats = statSync(source, { throwIfNoEntry: false });
  if (!stats) throw new CliError('failed', `${source} does not exist.`);
  if (stats.isDirectory()) return filesInFolder(source);
  const folder = dirname(source);
  return isCertbotFile(source) ? certbotFiles(folder) : filesBeside(source, folder);
}

function certbotFiles(folder: string): CertificateFiles {
  return { chainFile: join(folder, CHAIN_FILE), keyFile: join(folder, KEY_FILE), source: folder };
}

/** So that certbot's hook, which names the folder, recognises the renewal. */
function isCertbotFile(file: string): boolean {
  const others: Readonly<Record<string, string>> = { [CHAIN_FILE]: KEY_FILE, [KEY_FILE]: CHAIN_FILE };
  const other = others[basename(file)];
  return other !== undefined && existsSync(join(dirname(file), other));
}

function filesInFolder(folder: string): CertificateFiles {
  if ([CHAIN_FILE, KEY_FILE].some((name) => existsSync(join(folder, name)))) return certbotFiles(folder);
  const files = scanFolder(folder);
  const pairs = findPairs(files);
  const [pair] = pairs;
  if (pairs.length > 1) throw severalPairs(folder, pairs);
  if (!pair) throw noPair(folder, files);
  return { ...pair, source: folder };
}

function filesBeside(file: string, folder: string): CertificateFiles {
  const named = readPem(file);
  const files = [named, ...scanFolder(folder).filter(({ path }) => path !== file)];
  if (named.chain.values) {
    const pair = findPair(file, named.chain.values, files);
    if (!pair) throw noKey(file, folder, files);
    return { ...pair, source: file };
  }
  if (!named.keys.values) throw new CliError('failed', `${file} ${named.chain.fault}.`);
  const pair = findPairs(files).find(({ keyFile }) => keyFile === file);
  if (pair) return { ...pair, source: file };
  throw new CliError('failed', `${file} is a private key, and no certificate in ${folder} belongs to it.`);
}

function severalPairs(folder: string, pairs: readonly FoundPair[]): CliError {
  return new CliError(
    'failed',
    `${folder} has ${pairs.length} certificates; nothing was changed. Name the file of one:`,
    ...pairs.map(({ chainFile }) => useCommand(chainFile)),
  );
}

function noPair(folder: string, files: readonly PemFile[]): CliError {
  const subfolders = foldersWithPair(folder);
  if (subfolders.length > 0)
    return new CliError(
      'failed',
      `${folder} is not the folder of one certificate; nothing was changed. Name one of these:`,
      ...subfolders.map(useCommand),
    );
  return new CliError(
    'failed',
    `${folder} has no certificate with its private key; nothing was changed.`,
    `Name a folder with ${CHAIN_FILE} and ${KEY_FILE}, or the file of a certificate with its key beside it.`,
    ...files.map(describeFile),
  );
}

function noKey(file: string, folder: string, files: readonly PemFile[]): CliError {
  return new CliError(
    'failed',
    `The private key of ${file} is not in ${folder}; nothing was changed.`,
    'Put the key from the same renewal beside it.',
    ...files.filter(({ path, keys }) => path !== file && keys.values).map(describeFile),
  );
}

function foldersWithPair(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((path) => findPairs(scanFolder(path)).length > 0);
}

function describeFile({ path, chain, keys }: PemFile): string {
  const contents = [
    ...(chain.values
      ? [chain.values.length === 1 ? 'a certificate' : `${chain.values.length} certificates`]
      : []),
    ...(keys.values ? ['a private key'] : []),
  ];
  return `${basename(path)} has ${contents.join(' and ')}.`;
}

export function useCommand(path: string): string {
  return `sudo garland certificate use ${quoteForShell(path)}`;
}
