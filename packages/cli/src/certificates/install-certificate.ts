import type { X509Certificate } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { subjectAltNames } from '@garland/daemon/certificates';
import { CliError } from '../errors/cli-error.ts';
import { SOCKET_UNITS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { type CertificateInfo, readCertificateInfo } from './certificate-info.ts';
import type { CertificatePair } from './certificate-pair.ts';
import type { GatewayService } from './gateway-service.ts';
import type { TlsFolder } from './tls-folder.ts';
import { waitUntilCertificateServed } from './tls-probe.ts';

export interface InstallOptions {
  readonly gateway: GatewayService;
  /** Whether it must cover all names of the certificate in use. */
  readonly mustKeepNames: boolean;
  /** How long the gateway can take to stop, to start, and to serve the certificate. */
  readonly serveTimeoutMs: number;
}

export interface InstallResult {
  readonly certificate: CertificateInfo;
  /** Whether the gateway serves it now; otherwise it will once it is started. */
  readonly served: boolean;
  readonly warnings: readonly string[];
}

/** Whether the certificate in use came from this folder. */
export function isCurrentSource(folder: TlsFolder, source: string): boolean {
  return folder.source !== undefined && realPath(folder.source) === realPath(source);
}

/** Also of a folder that is gone. */
function realPath(path: string): string {
  return tryOrUndefined(() => realpathSync(path)) ?? resolve(path);
}

/**
 * Makes the gateway serve this pair. If that fails, the gateway serves the previous one again.
 *
 * @throws {CliError} that names the cause
 */
export async function installCertificate(
  folder: TlsFolder,
  pair: CertificatePair,
  { gateway, mustKeepNames, serveTimeoutMs }: InstallOptions,
): Promise<InstallResult> {
  if (mustKeepNames) checkNames(folder, pair);
  const before = folder.activate(
    pair.source === undefined ? folder.addSelfSigned(pair) : folder.add(pair, pair.source),
  );
  const configError = await gateway.findConfigError();
  if (configError !== undefined)
    throw rollBack(folder, before, 'The gateway cannot start with this certificate.', configError);
  const isActive = await gateway.isActive();
  if (isActive) await restartWithRollback(gateway, { folder, pair, before, serveTimeoutMs });
  folder.removeInactivePairs();
  return { certificate: readCertificateInfo(pair.leaf), served: isActive, warnings: pair.warnings };
}

/** A renewal that no longer covers a name needs a person's decision. */
function checkNames(folder: TlsFolder, { leaf }: CertificatePair): void {
  const names = subjectAltNames(leaf);
  const lost = subjectAltNames(folder.certificate).filter((name) => !names.includes(name));
  if (lost.length === 0) return;
  throw new CliError(
    'failed',
    `The renewed certificate no longer covers ${lost.join(', ')}; nothing was changed.`,
    `It covers ${names.join(', ')}. If that is what you want:  sudo garland certificate use ${folder.source}`,
  );
}

interface Replacement {
  readonly folder: TlsFolder;
  readonly pair: CertificatePair;
  /** The pair that was active until now. */
  readonly before: string | undefined;
  readonly serveTimeoutMs: number;
}

async function restartWithRollback(
  gateway: GatewayService,
  { folder, pair, before, serveTimeoutMs }: Replacement,
): Promise<void> {
  const fault = await restartAndWait(gateway, pair.leaf, serveTimeoutMs);
  if (fault === undefined) return;
  const failure = rollBack(
    folder,
    before,
    'The gateway was restarted but does not serve this certificate.',
    fault,
  );
  const again =
    before === undefined
      ? 'there is none'
      : await restartAndWait(gateway, folder.certificate, serveTimeoutMs);
  if (again === undefined) throw failure;
  throw new CliError(
    'failed',
    'The gateway serves neither the new certificate nor the previous one.',
    `New: ${fault}`,
    `Previous: ${again}`,
    'Its log:  sudo journalctl --namespace=garland-gateway',
  );
}

/** @returns what went wrong, if anything did */
async function restartAndWait(
  gateway: GatewayService,
  { fingerprint256 }: X509Certificate,
  deadlineMs: number,
): Promise<string | undefined> {
  const refusal = await gateway.restart();
  if (refusal !== undefined) return refusal;
  const endpoint = await gateway.findEndpoint();
  if (!endpoint) return `systemd has no port open for the gateway (${SOCKET_UNITS.gateway})`;
  return await waitUntilCertificateServed(endpoint, fingerprint256, deadlineMs);
}

function rollBack(folder: TlsFolder, before: string | undefined, what: string, why: string): CliError {
  if (before === undefined)
    return new CliError('failed', `${what} There is no previous certificate to restore.`, why);
  folder.activate(before);
  folder.removeInactivePairs();
  return new CliError('failed', `${what} The previous certificate was restored.`, why);
}
