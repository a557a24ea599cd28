import type { KeyObject, X509Certificate } from 'node:crypto';
import {
  distinguishedName,
  isSelfSigned,
  notAfterDate,
  notBeforeDate,
  subjectAltNames,
} from '@garland/daemon/certificates';

/** The contents of a certificate, as `garland certificate --json` prints them. */
export interface CertificateInfo {
  /** Null if empty, as in many certificates of public CAs: only the names count. */
  readonly subject: string | null;
  /** The DNS names and addresses that it is valid for. */
  readonly names: readonly string[];
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** Such as "EC P-256" or "RSA 2048". */
  readonly key: string;
  readonly serial: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the certificate, as pairs of hexadecimal digits separated by colons. */
  readonly fingerprint: string;
}

export function readCertificateInfo(certificate: X509Certificate): CertificateInfo {
  return {
    subject: distinguishedName(certificate.subject) || null,
    names: subjectAltNames(certificate),
    issuer: distinguishedName(certificate.issuer),
    selfSigned: isSelfSigned(certificate),
    key: describeKey(certificate.publicKey),
    serial: certificate.serialNumber,
    notBefore: notBeforeDate(certificate).toISOString(),
    notAfter: notAfterDate(certificate).toISOString(),
    fingerprint: certificate.fingerprint256,
  };
}

/** NIST's names of curves, by OpenSSL's names (X9.62 and SEC 2). */
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
