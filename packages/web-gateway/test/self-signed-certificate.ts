import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC_KEY, openssl } from '@garland/test-kit/test-ca';

/** Makes a self-signed certificate for localhost. Needs openssl; without it the test that asks fails. */
export function makeCertificate(folder: string, name = 'tls'): { readonly ca: string } {
  const certificate = join(folder, `${name}.crt.pem`);
  openssl(
    ...['req', '-x509', '-newkey', ...EC_KEY, '-noenc', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', join(folder, `${name}.key.pem`), '-out', certificate],
  );
  return { ca: readFileSync(certificate, 'utf8') };
}
