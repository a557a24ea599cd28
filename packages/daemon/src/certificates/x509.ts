import type { X509Certificate } from 'node:crypto';

/** `checkIssued` works only for CA certificates, which a server certificate need not be. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** The names that clients compare, without `DNS:` and `IP Address:`. */
export function subjectAltNames({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}

export function notBeforeDate({ validFrom }: X509Certificate): Date {
  return new Date(validFrom);
}

export function notAfterDate({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}

/** On one line, the most specific part first. An empty name is undefined at run time, unlike in Node's types. */
export function distinguishedName(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ');
}

/** For people: the subject, or a name if that is empty, as in many certificates of public CAs. */
export function displayName(certificate: X509Certificate): string {
  return (
    distinguishedName(certificate.subject) || subjectAltNames(certificate)[0] || certificate.serialNumber
  );
}

const SERVER_AUTH_OID = '1.3.6.1.5.5.7.3.1';

/** RFC 5280, 4.2.1.12: without the extension any use is fine. (Node calls the extended key usage `keyUsage`.) */
export function isForServers({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(SERVER_AUTH_OID);
}

export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
