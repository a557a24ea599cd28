import type { KeyObject, X509Certificate } from 'node:crypto';

/** What a certificate says, as `garland certificate --json` tells it. */
export interface CertificateInfo {
  /** Null where there is none, as in many of public CAs: the names are what counts. */
  readonly subject: string | null;
  /** DNS names and addresses for which it is good. */
  readonly names: readonly string[];
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** Such as "EC P-256" or "RSA 2048". */
  readonly key: string;
  readonly serial: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of all of it, in pairs of hexadecimal digits with colons between. */
  readonly fingerprint: string;
}

export function readCertificateInfo(certificate: X509Certificate): CertificateInfo {
  return {
    subject: formatDistinguishedName(certificate.subject) || null,
    names: subjectAltNames(certificate),
    issuer: formatDistinguishedName(certificate.issuer),
    selfSigned: isSelfSigned(certificate),
    key: describeKey(certificate.publicKey),
    serial: certificate.serialNumber,
    notBefore: notBeforeDate(certificate).toISOString(),
    notAfter: notAfterDate(certificate).toISOString(),
    fingerprint: certificate.fingerprint256,
  };
}

/** `checkIssued` wants a certificate to be that of a CA, which one that serves need not be. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** Without `DNS:` and `IP Address:`. */
export function subjectAltNames({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

export function notBeforeDate({ validFrom }: X509Certificate): Date {
  return new Date(validFrom);
}

export function notAfterDate({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}

/** NIST's names for what OpenSSL calls by those of X9.62 and SEC 2. */
const NIST_CURVE_NAMES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function describeKey({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string {
  const { namedCurve = '', modulusLength } = asymmetricKeyDetails;
  const size = NIST_CURVE_NAMES[namedCurve] ?? (namedCurve || modulusLength);
  return [asymmetricKeyType?.toUpperCase(), size].filter(Boolean).join(' ');
}

/** Node's types don't know that a name without parts is undefined. */
function formatDistinguishedName(distinguishedName: string | undefined = ''): string {
  return distinguishedName.split('\n').reverse().join(', ');
}
