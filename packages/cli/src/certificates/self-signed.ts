import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notAfterDate, notBeforeDate, subjectAltNames } from '@garland/daemon/certificates';
import type { CertificatePair } from './certificate-pair.ts';
import { EC_KEY_OPTIONS, runOpenssl, subjectOptions } from './openssl.ts';

const DAY_MS = 86_400_000;
/** Apple accepts a server certificate for at most this long. Longer is better: each new one must be trusted anew. */
export const SELF_SIGNED_DAYS = 825;
const RENEWAL_MS = 30 * DAY_MS;

export interface SelfSignedRequest {
  readonly hostName: string;
  /** A renewal keeps the key, for clients that know the certificate by it. */
  readonly keyPem?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Creates a certificate for the local network. It is not a CA: with its key, nothing else can be signed. */
export function createSelfSigned({ hostName, keyPem, env }: SelfSignedRequest): CertificatePair {
  const folder = mkdtempSync(join(tmpdir(), 'garland-certificate-'));
  const at = (name: string): string => join(folder, name);
  try {
    writeFileSync(at('config'), opensslConfig(localNames(hostName)));
    if (keyPem !== undefined) writeFileSync(at('key.pem'), keyPem, { mode: 0o600 });
    runOpenssl(env, [
      ...[
        'req',
        '-x509',
        '-config',
        at('config'),
        '-days',
        `${SELF_SIGNED_DAYS}`,
        ...subjectOptions(`Garland on ${hostName}`),
      ],
      ...(keyPem === undefined ? [...EC_KEY_OPTIONS, '-keyout', at('key.pem')] : ['-key', at('key.pem')]),
      ...['-out', at('certificate.pem')],
    ]);
    const chainPem = readFileSync(at('certificate.pem'), 'latin1');
    return {
      chainPem,
      keyPem: readFileSync(at('key.pem'), 'latin1'),
      leaf: new X509Certificate(chainPem),
      warnings: [],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By which clients in the local network reach this machine, as openssl writes them. A host name need not be a valid DNS name. */
export function localNames(hostName: string): string[] {
  const name = hostName.toLowerCase();
  const [label = ''] = name.split('.');
  const names = [`${label}.local`, label, name, 'localhost'].filter((each) => DNS_NAME.test(each));
  return [...new Set(names.map((each) => `DNS:${each}`)), 'IP:127.0.0.1', 'IP:::1'];
}

const DNS_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Whether clients find this machine's name in the certificate. */
export function coversHost(certificate: X509Certificate, hostName: string): boolean {
  const covered = subjectAltNames(certificate).map((name) => name.toLowerCase());
  return subjectAltNamesOf(localNames(hostName)).every((name) => covered.includes(name));
}

function subjectAltNamesOf(names: readonly string[]): string[] {
  return names.flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length)] : []));
}

/** In the month before it ends. If it is not valid yet, the clock is wrong, and would make another wrong one. */
export function isRenewalDue(certificate: X509Certificate, now: Date = new Date()): boolean {
  return (
    notBeforeDate(certificate) <= now && notAfterDate(certificate).getTime() - now.getTime() <= RENEWAL_MS
  );
}

/** As earlier versions created it: valid for ten years, and marked as a CA. */
export function isOutdatedSelfSigned(certificate: X509Certificate): boolean {
  const lifetimeMs = notAfterDate(certificate).getTime() - notBeforeDate(certificate).getTime();
  return certificate.ca || lifetimeMs > (SELF_SIGNED_DAYS + 1) * DAY_MS;
}

/** Nothing from the machine's openssl.cnf, which would make it a CA. */
function opensslConfig(names: readonly string[]): string {
  return `[req]
distinguished_name = name
x509_extensions = extensions
[name]
[extensions]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = ${names.join(',')}
`;
}
