import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ProblemReport } from '@garland/toml';
import { readSnapshot } from './auth/file-snapshot.ts';
import { keyRingSource } from './auth/token-files.ts';
import type { GatewayConfig, Located } from './gateway-config.ts';
import { TLS_POLICY } from './tls-policy.ts';

/** The TLS certificate and key. The files for token verification are read when needed. */
export interface Credentials {
  readonly tls:
    | { readonly certificate: Buffer; readonly key: Buffer; readonly clientCa: Buffer | undefined }
    | undefined;
}

const MAX_FILE_BYTES = 256 * 1024;
const READ_ADVICE = "check the path, and that the gateway's user may read it";

/** Reads the files that the configuration names, and reports each unusable one with its cure. */
export function readCredentials(config: GatewayConfig, report: ProblemReport): Credentials | undefined {
  checkPublicKeys(config.tokens.public_key, report);
  const tls = config.tls && readTls(config.tls, report);
  return tls || !config.tls ? { tls } : undefined;
}

/** The keys are read again when they change, but a mistake is reported at the start already. */
function checkPublicKeys(place: Located<string>, report: ProblemReport): void {
  const { result } = readSnapshot(keyRingSource(place.value));
  if (result.ok) return;
  const advice = result.fault.startsWith("can't be read") ? `: ${READ_ADVICE}` : '';
  reportFile(place, 'tokens.public_key', report, `${result.fault}${advice}`);
}

function readTls(
  places: NonNullable<GatewayConfig['tls']>,
  report: ProblemReport,
): NonNullable<Credentials['tls']> | undefined {
  const certificate = readPem(places.certificate, 'tls.certificate', report);
  const key = readPem(places.key, 'tls.key', report);
  const leaf = certificate && tryOrUndefined(() => new X509Certificate(certificate));
  const privateKey = key && tryOrUndefined(() => createPrivateKey(key));
  if (certificate && !leaf)
    reportFile(
      places.certificate,
      'tls.certificate',
      report,
      'is not a PEM certificate: name the whole chain, such as certbot\'s "fullchain.pem"',
    );
  if (key && !privateKey)
    reportFile(
      places.key,
      'tls.key',
      report,
      'is not an unencrypted PEM private key: name the one that belongs to the certificate, such as certbot\'s "privkey.pem"',
    );
  if (!certificate || !key || !leaf || !privateKey) return undefined;
  if (!leaf.checkPrivateKey(privateKey))
    return reportFile(
      places.key,
      'tls.key',
      report,
      `does not belong to the certificate ${places.certificate.value}: both must come from the same renewal`,
    );
  if (!tryOrUndefined(() => createSecureContext({ ...TLS_POLICY, cert: certificate, key })))
    return reportFile(
      places.certificate,
      'tls.certificate',
      report,
      'is refused by OpenSSL: a link of the chain is malformed, or its key is too weak',
    );
  const clientCa = places.client_ca && readClientCa(places.client_ca, report);
  return places.client_ca && !clientCa ? undefined : { certificate, key, clientCa };
}

function readClientCa(place: Located<string>, report: ProblemReport): Buffer | undefined {
  const key = 'tls.client_ca';
  const pem = readPem(place, key, report);
  if (!pem) return undefined;
  if (pem.includes('PRIVATE KEY'))
    return reportFile(
      place,
      key,
      report,
      'holds a private key, with which certificates could be made: keep it away from the gateway, and name the certificate of the CA here',
    );
  if (!tryOrUndefined(() => new X509Certificate(pem))?.ca)
    return reportFile(
      place,
      key,
      report,
      'is not the PEM certificate of a CA: "garland certificate client NAME" makes one',
    );
  return pem;
}

function readPem(place: Located<string>, key: string, report: ProblemReport): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(place.value);
  } catch (error) {
    return reportFile(
      place,
      key,
      report,
      `can't be read (${(error as NodeJS.ErrnoException).code}): ${READ_ADVICE}`,
    );
  }
  if (bytes.length > MAX_FILE_BYTES)
    return reportFile(place, key, report, 'is too large to be a key or a certificate');
  return bytes;
}

function reportFile(place: Located<string>, key: string, report: ProblemReport, what: string): undefined {
  return report.add('not_allowed', place.line, key, `${place.value} ${what}`);
}

function tryOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
