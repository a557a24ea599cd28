import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { type CertificateFacts, factsOf, namesOf } from './facts.ts';
import { gatewayPlace, gatewayRefusal, gatewayRuns, restartGateway } from './gateway.ts';
import { type Pair, readPair } from './pair.ts';
import { waitUntilServed } from './served.ts';
import type { TlsFolder } from './tls-folder.ts';

export interface UseOptions {
  /** Whether it has to be for all names that the one in use is for. */
  readonly keepNames: boolean;
  /** How long the gateway may take to end, to start, and to find the driver. */
  readonly servedWithinMs: number;
}

export interface Use {
  readonly certificate: CertificateFacts;
  /** Whether the gateway serves it by now; otherwise it will when it is started. */
  readonly served: boolean;
}

/** Whether a renewal concerns the tree: only that of the folder whose certificate is in use does. */
export function isSourceOf(folder: TlsFolder, source: string): boolean {
  return folder.source === resolve(source);
}

/**
 * Has the gateway serve the certificate in `source`: it does so in the end, or it serves what it did before.
 *
 * @throws {Failure} that says what is wrong
 */
export async function useCertificate(
  folder: TlsFolder,
  source: string,
  { keepNames, servedWithinMs }: UseOptions,
): Promise<Use> {
  const pair = readPair(source);
  if (keepNames) checkNames(folder, pair);
  const before = folder.use(folder.add(pair, resolve(source)));
  const refusal = gatewayRefusal();
  if (refusal !== undefined) throw goBack(folder, before, 'The gateway would not start with it.', refusal);
  const runs = gatewayRuns();
  if (runs) await serve(folder, pair, before, servedWithinMs);
  folder.tidy();
  return { certificate: factsOf(pair.leaf), served: runs };
}

/** A renewal is for the same names, or it is something that a person has to look at. */
function checkNames(folder: TlsFolder, { leaf }: Pair): void {
  const names = namesOf(leaf);
  const lost = namesOf(folder.certificate).filter((name) => !names.includes(name));
  if (lost.length === 0) return;
  throw new Failure(
    'failed',
    `The renewed certificate is not for ${lost.join(', ')} any more; nothing was changed.`,
    `It is for ${names.join(', ')}. If that is what you want:  sudo garland certificate use ${folder.source}`,
  );
}

async function serve(
  folder: TlsFolder,
  { leaf }: Pair,
  before: string | undefined,
  deadlineMs: number,
): Promise<void> {
  const fault = await restartAndWait(leaf, deadlineMs);
  if (fault === undefined) return;
  const failure = goBack(folder, before, 'The gateway was restarted, and does not serve it.', fault);
  const again =
    before === undefined ? 'there is no other' : await restartAndWait(folder.certificate, deadlineMs);
  if (again === undefined) throw failure;
  throw new Failure(
    'failed',
    'The gateway does not serve the new certificate, nor the old one again.',
    `The new one: ${fault}`,
    `The old one: ${again}`,
    'What it says itself:  journalctl --namespace=garland-gateway',
  );
}

/** Returns what came in between, if anything did. */
async function restartAndWait(
  { fingerprint256 }: X509Certificate,
  deadlineMs: number,
): Promise<string | undefined> {
  const refusal = restartGateway();
  if (refusal !== undefined) return refusal;
  const place = gatewayPlace();
  if (!place) return 'systemd holds no port for the gateway (garland-gateway.socket)';
  return await waitUntilServed(place, fingerprint256, deadlineMs);
}

function goBack(folder: TlsFolder, before: string | undefined, what: string, why: string): Failure {
  if (before === undefined) return new Failure('failed', `${what} There is none to go back to.`, why);
  folder.use(before);
  folder.tidy();
  return new Failure('failed', `${what} The certificate that was used before is in use again.`, why);
}
