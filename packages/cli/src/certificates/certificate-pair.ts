import type { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  findPairFaults,
  formatFault,
  type PairFault,
  parseCertificates,
  parsePrivateKeys,
} from '@garland/daemon/certificates';
import { CliError } from '../errors/cli-error.ts';
import { type CertificateFiles, findCertificateFiles, useCommand } from './certificate-files.ts';
import { scanFolder } from './scan-folder.ts';

/** A certificate with its chain, and the key that belongs to it. */
export interface CertificatePair {
  /** Nothing but the certificates, whatever else their file has. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly leaf: X509Certificate;
  /** See {@link CertificateFiles.source}. Without it, this machine created the pair for itself. */
  readonly source?: string;
  /** Sentences about what some clients refuse. */
  readonly warnings: readonly string[];
}

/**
 * Reads certificate and key by the path of their folder, or of one of them.
 *
 * @throws {CliError} with all their faults
 */
export function readCertificatePair(path: string, now: Date = new Date()): CertificatePair {
  const files = findCertificateFiles(path);
  const chain = parseCertificates(readPemFile(files.chainFile));
  const keys = parsePrivateKeys(readPemFile(files.keyFile));
  if (!chain.values || !keys.values)
    throw unusablePairError(path, [
      ...(chain.values ? [] : [`${basename(files.chainFile)} ${chain.fault}.`]),
      ...(keys.values ? [] : [`${basename(files.keyFile)} ${keys.fault}.`]),
    ]);
  const [leaf] = chain.values;
  const key =
    keys.values.find((each) => chain.values.some((link) => link.checkPrivateKey(each))) ?? keys.values[0];
  const { errors, warnings } = findPairFaults(chain.values, key, now);
  if (errors.length > 0)
    throw unusablePairError(path, [
      ...errors.map(toSentence),
      ...longerChainHint(files, leaf, chain.values.length),
    ]);
  return {
    chainPem: chain.values.join(''),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    leaf,
    source: files.source,
    warnings: warnings.map(toSentence),
  };
}

/** @throws {CliError} if the file does not exist */
export function readPemFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError('failed', `${path} does not exist.`);
  }
}

export function toSentence(fault: PairFault): string {
  const text = formatFault(fault);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(CLOCK_COMMAND) ? '' : '.'}`;
}

/** A full stop behind it would be copied with it. */
const CLOCK_COMMAND = 'timedatectl';

/** Names the file of the same certificate that has more of its chain. */
function longerChainHint({ chainFile }: CertificateFiles, leaf: X509Certificate, length: number): string[] {
  const better = scanFolder(dirname(chainFile)).find(
    ({ chain }) => chain.values?.[0].fingerprint256 === leaf.fingerprint256 && chain.values.length > length,
  );
  return better ? [`${basename(better.path)} has more of the chain:  ${useCommand(better.path)}`] : [];
}

function unusablePairError(path: string, faults: readonly string[]): CliError {
  return new CliError('failed', `The certificate in ${path} cannot be used; nothing was changed.`, ...faults);
}
