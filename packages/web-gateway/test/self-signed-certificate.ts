import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a self-signed certificate for localhost. Needs openssl; without it the test that asks fails. */
export function makeCertificate(folder: string, name = 'tls'): { readonly ca: string } {
  const certificate = join(folder, `${name}.crt.pem`);
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', join(folder, `${name}.key.pem`), '-out', certificate],
    ],
    { stdio: 'pipe' },
  );
  return { ca: readFileSync(certificate, 'utf8') };
}
