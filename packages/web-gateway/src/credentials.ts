import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Report } from '@garland/config';
import type { GatewayConfig, Located } from './config.ts';
import { TLS_POLICY } from './tls-policy.ts';

/** What the gateway proves itself with, and what it checks tokens with. */
export interface Credentials {
  readonly publicKey: KeyObject;
  readonly tls:
    | { readonly certificate: Buffer; readonly key: Buffer; readonly clientCa: Buffer | undefined }
    | undefined;
}

const MAX_FILE_BYTES = 256 * 1024;
const TOKEN_CURVE = 'prime256v1';

/** Reads the files that the configuration names. Each that can't be used is reported, with what to do about it. */
export function readCredentials(config: GatewayConfig, report: Report): Credentials | undefined {
  const publicKey = readPublicKey(config.tokens.public_key, report);
  const tls = config.tls && readTls(config.tls, report);
  return publicKey && (tls || !config.tls) ? { publicKey, tls } : undefined;
}

function readPublicKey(place: Located<string>, report: Report): KeyObject | undefined {
  const key = 'tokens.public_key';
  const pem = readPem(place, key, report);
  if (!pem) return undefined;
  const complain = (what: string): undefined => complainAbout(place, key, report, what);
  if (pem.includes('PRIVATE KEY'))
    return complain(
      'holds a private key, which could sign tokens: keep it away from the gateway, and name the public key here',
    );
  const publicKey = attempt(() => createPublicKey(pem));
  if (publicKey?.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== TOKEN_CURVE)
    return complain('is not an EC P-256 public key in PEM: "garland token init --tree NAME" makes one');
  return publicKey;
}

function readTls(
  places: NonNullable<GatewayConfig['tls']>,
  report: Report,
): NonNullable<Credentials['tls']> | undefined {
  const certificate = readPem(places.certificate, 'tls.certificate', report);
  const key = readPem(places.key, 'tls.key', report);
  const leaf = certificate && attempt(() => new X509Certificate(certificate));
  const privateKey = key && attempt(() => createPrivateKey(key));
  if (certificate && !leaf)
    complainAbout(
      places.certificate,
      'tls.certificate',
      report,
      'is not a PEM certificate: name the whole chain, such as certbot\'s "fullchain.pem"',
    );
  if (key && !privateKey)
    complainAbout(
      places.key,
      'tls.key',
      report,
      'is not an unencrypted PEM private key: name the one that belongs to the certificate, such as certbot\'s "privkey.pem"',
    );
  if (!certificate || !key || !leaf || !privateKey) return undefined;
  if (!leaf.checkPrivateKey(privateKey))
    return complainAbout(
      places.key,
      'tls.key',
      report,
      `does not belong to the certificate ${places.certificate.value}: both must come from the same renewal`,
    );
  if (!attempt(() => createSecureContext({ ...TLS_POLICY, cert: certificate, key })))
    return complainAbout(
      places.certificate,
      'tls.certificate',
      report,
      'is refused by OpenSSL: a link of the chain is malformed, or its key is too weak',
    );
  const clientCa = places.client_ca && readClientCa(places.client_ca, report);
  return places.client_ca && !clientCa ? undefined : { certificate, key, clientCa };
}

function readClientCa(place: Located<string>, report: Report): Buffer | undefined {
  const key = 'tls.client_ca';
  const pem = readPem(place, key, report);
  if (!pem) return undefined;
  if (pem.includes('PRIVATE KEY'))
    return complainAbout(
      place,
      key,
      report,
      'holds a private key, with which certificates could be made: keep it away from the gateway, and name the certificate of the CA here',
    );
  if (!attempt(() => new X509Certificate(pem))?.ca)
    return complainAbout(
      place,
      key,
      report,
      'is not the PEM certificate of a CA: "garland certificate client NAME" makes one',
    );
  return pem;
}

function readPem(place: Located<string>, key: string, report: Report): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(place.value);
  } catch (error) {
    return complainAbout(
      place,
      key,
      report,
      `can't be read (${(error as NodeJS.ErrnoException).code}): check the path, and that the gateway's user may read it`,
    );
  }
  if (bytes.length > MAX_FILE_BYTES)
    return complainAbout(place, key, report, 'is too large to be a key or a certificate');
  return bytes;
}

function complainAbout(place: Located<string>, key: string, report: Report, what: string): undefined {
  return report.add('not_allowed', place.line, key, `${place.value} ${what}`);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
