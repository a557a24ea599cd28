import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { formatDay } from '../text/format-time.ts';
import { notAfterDate, notBeforeDate, subjectAltNames } from './certificate-info.ts';

/** The file names of certbot, also used in /etc/garland/tls. */
export const CHAIN_FILE = 'fullchain.pem';
export const KEY_FILE = 'privkey.pem';

/** A certificate with its chain, and the key that belongs to it. */
export interface CertificatePair {
  readonly chainPem: Buffer;
  readonly keyPem: Buffer;
  readonly leaf: X509Certificate;
}

interface ParsedPair extends CertificatePair {
  readonly chain: readonly X509Certificate[];
  readonly key: KeyObject;
}

/** Checks that a pair must pass before the gateway uses it. Each returns the fault, or false. */
const PAIR_CHECKS: readonly ((pair: ParsedPair, now: Date) => string | false)[] = [
  ({ leaf, key }) =>
    !leaf.checkPrivateKey(key) &&
    'The key does not match the certificate: install both from the same renewal.',
  ({ leaf }, now) =>
    notAfterDate(leaf) <= now &&
    `The certificate expired on ${formatDay(notAfterDate(leaf))}: renew it first.`,
  ({ leaf }, now) =>
    notBeforeDate(leaf) > now &&
    `The certificate is not valid before ${notBeforeDate(leaf).toISOString()}: is the clock right?  timedatectl`,
  ({ leaf }) => subjectAltNames(leaf).length === 0 && 'The certificate has no name (subjectAltName).',
  ({ leaf }) =>
    !isForServers(leaf) && 'The certificate cannot be used by a server: its extended key usage forbids it.',
  ({ chain }) =>
    chain.some((link, i) => chain[i + 1] && !isIssuedBy(link, chain[i + 1] as X509Certificate)) &&
    `The chain is broken: in ${CHAIN_FILE} each certificate must be followed by that of its issuer.`,
];

/**
 * Reads `fullchain.pem` and `privkey.pem` from a folder.
 *
 * @throws {CliError} with all their faults
 */
export function readCertificatePair(folder: string, now: Date = new Date()): CertificatePair {
  const chainPem = readPemFile(join(folder, CHAIN_FILE));
  const keyPem = readPemFile(join(folder, KEY_FILE));
  const chain = tryOrUndefined(() => parseCertificateChain(chainPem.toString('latin1')));
  const key = tryOrUndefined(() => createPrivateKey(keyPem));
  const [leaf] = chain ?? [];
  if (!leaf || !chain || !key)
    throw unusablePairError(folder, [
      ...(leaf ? [] : [`${CHAIN_FILE} is not a PEM certificate.`]),
      ...(key ? [] : [`${KEY_FILE} is not an unencrypted PEM private key.`]),
    ]);
  const pair = { chainPem, keyPem, leaf, chain, key };
  const faults = PAIR_CHECKS.flatMap((check) => check(pair, now) || []);
  if (faults.length > 0) throw unusablePairError(folder, faults);
  return pair;
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

function unusablePairError(folder: string, faults: readonly string[]): CliError {
  return new CliError(
    'failed',
    `The certificate in ${folder} cannot be used; nothing was changed.`,
    ...faults,
  );
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function parseCertificateChain(pem: string): X509Certificate[] {
  return (pem.match(PEM_CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
}

const SERVER_AUTH_OID = '1.3.6.1.5.5.7.3.1';

/** RFC 5280, 4.2.1.12: without the extension any use is fine. (Node calls the extended key usage `keyUsage`.) */
function isForServers({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(SERVER_AUTH_OID);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
