import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../errors/cli-error.ts';
import { SecretFile } from '../system/secret-file.ts';
import { type ClientCa, openClientCa } from './client-ca.ts';
import { EC_KEY_OPTIONS, extensionOptions, runOpenssl, subjectOptions } from './openssl.ts';

/** Apple accepts certificates of a private CA for at most 825 days, others for 398. */
const CLIENT_DAYS = 397;
const CLIENT_NAME_PATTERN = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

const PKCS12_ALGORITHMS = {
  modern: ['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'sha256'],
  /** All that systems before iOS 18 and macOS 15 can open. The password is too long to be guessed anyway. */
  legacy: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
} as const;

export interface ClientCertificateRequest {
  /** The folder of the CA for client certificates. */
  readonly clientsFolder: string;
  readonly name: string;
  /** The file to create. */
  readonly file: string;
  readonly encryption: keyof typeof PKCS12_ALGORITHMS;
  readonly env: NodeJS.ProcessEnv;
}

export interface ClientCertificate {
  readonly name: string;
  /** Certificate and key, to copy to the client. No other copy of the key exists. */
  readonly file: string;
  readonly password: string;
  /** The gateway's setting `tls.client_ca`. */
  readonly ca: string;
  readonly isNewCa: boolean;
  /** Whether only root can read the file, although a user asked for it. */
  readonly isForRootOnly: boolean;
}

/** Creates a client certificate, and before the first one the CA that signs them. */
export function issueClientCertificate(request: ClientCertificateRequest): ClientCertificate {
  const { clientsFolder, name, file, env } = request;
  if (!CLIENT_NAME_PATTERN.test(name))
    throw usageError(
      `${JSON.stringify(name)} is not a valid client name: use small letters, digits, "_", "." and "-", at most 32.`,
    );
  const output = SecretFile.create(file, env);
  const password = generatePassword();
  try {
    return withTemporaryFolder((scratch) => {
      const ca = openClientCa(clientsFolder, scratch, env);
      output.write(createPkcs12(request, ca, password, scratch));
      const { isForRootOnly } = output;
      return { name, file, password, ca: ca.certificateFile, isNewCa: ca.isNew, isForRootOnly };
    });
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** A new key with its certificate, encrypted with the password. */
function createPkcs12(
  { name, encryption, env }: ClientCertificateRequest,
  { certificateFile, keyFile }: ClientCa,
  password: string,
  scratch: string,
): Buffer {
  const at = (fileName: string): string => join(scratch, fileName);
  runOpenssl(env, [
    ...['req', '-x509', ...EC_KEY_OPTIONS, '-days', `${CLIENT_DAYS}`, ...subjectOptions(name)],
    ...['-CA', certificateFile, '-CAkey', keyFile, '-keyout', at('key.pem'), '-out', at('certificate.pem')],
    ...extensionOptions('basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'),
    ...extensionOptions('extendedKeyUsage=clientAuth'),
  ]);
  runOpenssl({ ...env, PASSWORD: password }, [
    ...['pkcs12', '-export', '-in', at('certificate.pem'), '-inkey', at('key.pem')],
    ...['-name', `Garland: ${name}`, ...PKCS12_ALGORITHMS[encryption]],
    ...['-passout', 'env:PASSWORD', '-out', at('packed.p12')],
  ]);
  return readFileSync(at('packed.p12'));
}

/** Four groups of five characters that are easy to type on a phone: 98 bits. */
function generatePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const group = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

function withTemporaryFolder<T>(work: (path: string) => T): T {
  const path = mkdtempSync(join(tmpdir(), 'garland-client-'));
  try {
    return work(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}
