import type { KeyObject, X509Certificate } from 'node:crypto';

/** What a certificate says, as `garland certificate --json` tells it. */
export interface CertificateFacts {
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

export function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    subject: oneLine(certificate.subject) || null,
    names: namesOf(certificate),
    issuer: oneLine(certificate.issuer),
    selfSigned: isSelfSigned(certificate),
    key: keyKind(certificate.publicKey),
    serial: certificate.serialNumber,
    notBefore: startOf(certificate).toISOString(),
    notAfter: endOf(certificate).toISOString(),
    fingerprint: certificate.fingerprint256,
  };
}

/** `checkIssued` wants a certificate to be that of a CA, which one that serves need not be. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** Without `DNS:` and `IP Address:`. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

export function startOf({ validFrom }: X509Certificate): Date {
  return new Date(validFrom);
}

export function endOf({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}

/** NIST's names for what OpenSSL calls by those of X9.62 and SEC 2. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function keyKind({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string {
  const { namedCurve = '', modulusLength } = asymmetricKeyDetails;
  const size = CURVES[namedCurve] ?? (namedCurve || modulusLength);
  return [asymmetricKeyType?.toUpperCase(), size].filter(Boolean).join(' ');
}

/** Node's types don't know that a name without parts is undefined. */
function oneLine(distinguishedName: string | undefined = ''): string {
  return distinguishedName.split('\n').reverse().join(', ');
}
