import { type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type PemResult, parseCertificates, parsePrivateKeys } from '@garland/daemon/certificates';
import type { ProblemReport } from '@garland/toml';
import { readSnapshot } from './auth/file-snapshot.ts';
import { keyRingSource } from './auth/token-files.ts';
import type { GatewayConfig, Located } from './gateway-config.ts';
import { TLS_POLICY } from './tls-policy.ts';

/** The TLS certificate and key. The files for token verification are read when needed. */
export interface Credentials {
  readonly tls: TlsCredentials | undefined;
}

export interface TlsCredentials {
  /** In the order of the file, of which nothing else is used. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  readonly privateKey: KeyObject;
  readonly clientCa: Buffer | undefined;
}

/** As Node's TLS takes them. */
export function pemOptions({ chain, privateKey }: Pick<TlsCredentials, 'chain' | 'privateKey'>): {
  readonly cert: string;
  readonly key: string | Buffer;
} {
  return { cert: chain.join(''), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
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
): TlsCredentials | undefined {
  const chain = readPemValues(places.certificate, 'tls.certificate', report, parseCertificates);
  const keys = readPemValues(places.key, 'tls.key', report, parsePrivateKeys);
  if (!chain || !keys) return undefined;
  const privateKey = keys.find((key) => chain[0].checkPrivateKey(key));
  if (!privateKey) return reportMismatch(places, report, chain, keys);
  if (!tryOrUndefined(() => createSecureContext({ ...TLS_POLICY, ...pemOptions({ chain, privateKey }) })))
    return reportFile(
      places.certificate,
      'tls.certificate',
      report,
      'is refused by OpenSSL: a link of the chain is malformed, or its key is too weak',
    );
  const clientCa = places.client_ca && readClientCa(places.client_ca, report);
  return places.client_ca && !clientCa ? undefined : { chain, privateKey, clientCa };
}

function reportMismatch(
  { certificate, key }: NonNullable<GatewayConfig['tls']>,
  report: ProblemReport,
  chain: readonly X509Certificate[],
  keys: readonly KeyObject[],
): undefined {
  if (chain.some((link) => keys.some((each) => link.checkPrivateKey(each))))
    return reportFile(
      certificate,
      'tls.certificate',
      report,
      'is in the wrong order: the certificate that belongs to the key comes first, then its issuer',
    );
  return reportFile(
    key,
    'tls.key',
    report,
    `does not belong to the certificate ${certificate.value}: both must come from the same renewal`,
  );
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

/** At least one value. */
function readPemValues<T>(
  place: Located<string>,
  key: string,
  report: ProblemReport,
  parse: (bytes: Buffer) => PemResult<T>,
): readonly [T, ...T[]] | undefined {
  const bytes = readPem(place, key, report);
  if (!bytes) return undefined;
  const { values, fault } = parse(bytes);
  return values ?? reportFile(place, key, report, fault);
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
