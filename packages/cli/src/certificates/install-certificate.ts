import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import { type CertificateInfo, readCertificateInfo, subjectAltNames } from './certificate-info.ts';
import { type CertificatePair, readCertificatePair } from './certificate-pair.ts';
import type { GatewayService } from './gateway-service.ts';
import type { TlsFolder } from './tls-folder.ts';
import { waitUntilCertificateServed } from './tls-probe.ts';

export interface InstallOptions {
  readonly gateway: GatewayService;
  /** Whether it has to be for all names that the one in use is for. */
  readonly mustKeepNames: boolean;
  /** How long the gateway may take to end, to start, and to find the driver. */
  readonly serveTimeoutMs: number;
}

export interface InstallResult {
  readonly certificate: CertificateInfo;
  /** Whether the gateway serves it by now; otherwise it will when it is started. */
  readonly served: boolean;
}

/** Whether a renewal concerns the tree: only that of the folder whose certificate is in use does. */
export function isCurrentSource(folder: TlsFolder, source: string): boolean {
  return folder.source === resolve(source);
}

/**
 * Has the gateway serve the certificate in `source`: it does so in the end, or it serves what it did before.
 *
 * @throws {CliError} that says what is wrong
 */
export async function installCertificate(
  folder: TlsFolder,
  source: string,
  { gateway, mustKeepNames, serveTimeoutMs }: InstallOptions,
): Promise<InstallResult> {
  const pair = readCertificatePair(source);
  if (mustKeepNames) checkNames(folder, pair);
  const before = folder.activate(folder.add(pair, resolve(source)));
  const configError = gateway.findConfigError();
  if (configError !== undefined)
    throw rollBack(folder, before, 'The gateway would not start with it.', configError);
  const isActive = gateway.isActive();
  if (isActive) await restartWithRollback(gateway, { folder, pair, before, serveTimeoutMs });
  folder.removeInactivePairs();
  return { certificate: readCertificateInfo(pair.leaf), served: isActive };
}

/** A renewal is for the same names, or it is something that a person has to look at. */
function checkNames(folder: TlsFolder, { leaf }: CertificatePair): void {
  const names = subjectAltNames(leaf);
  const lost = subjectAltNames(folder.certificate).filter((name) => !names.includes(name));
  if (lost.length === 0) return;
  throw new CliError(
    'failed',
    `The renewed certificate is not for ${lost.join(', ')} any more; nothing was changed.`,
    `It is for ${names.join(', ')}. If that is what you want:  sudo garland certificate use ${folder.source}`,
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
  const failure = rollBack(folder, before, 'The gateway was restarted, and does not serve it.', fault);
  const again =
    before === undefined
      ? 'there is no other'
      : await restartAndWait(gateway, folder.certificate, serveTimeoutMs);
  if (again === undefined) throw failure;
  throw new CliError(
    'failed',
    'The gateway does not serve the new certificate, nor the old one again.',
    `The new one: ${fault}`,
    `The old one: ${again}`,
    'What it says itself:  journalctl --namespace=garland-gateway',
  );
}

/** Returns what came in between, if anything did. */
async function restartAndWait(
  gateway: GatewayService,
  { fingerprint256 }: X509Certificate,
  deadlineMs: number,
): Promise<string | undefined> {
  const refusal = gateway.restart();
  if (refusal !== undefined) return refusal;
  const place = gateway.findEndpoint();
  if (!place) return 'systemd holds no port for the gateway (garland-gateway.socket)';
  return await waitUntilCertificateServed(place, fingerprint256, deadlineMs);
}

function rollBack(folder: TlsFolder, before: string | undefined, what: string, why: string): CliError {
  if (before === undefined) return new CliError('failed', `${what} There is none to go back to.`, why);
  folder.activate(before);
  folder.removeInactivePairs();
  return new CliError('failed', `${what} The certificate that was used before is in use again.`, why);
}
