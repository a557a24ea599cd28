import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { parseCertificates } from './parse-pem.ts';
import { isIssuedBy } from './x509.ts';

/** Of Debian's package ca-certificates. "update-ca-certificates" adds a CA of one's own. */
const SYSTEM_ROOTS_FILE = '/etc/ssl/certs/ca-certificates.crt';

/** Whether a CA that browsers trust (Mozilla's list, in Node), or that this machine trusts, has issued it. */
export function isIssuedByTrustedRoot(certificate: X509Certificate): boolean {
  return [mozillaRoots, systemRoots].some((roots) => roots().some((root) => isIssuedBy(certificate, root)));
}

function mozillaRoots(): readonly X509Certificate[] {
  return rootCertificates.map((pem) => new X509Certificate(pem));
}

function systemRoots(): readonly X509Certificate[] {
  try {
    return parseCertificates(readFileSync(SYSTEM_ROOTS_FILE)).values ?? [];
  } catch {
    return [];
  }
}
