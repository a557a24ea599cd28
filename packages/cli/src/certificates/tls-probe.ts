import type { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';

export interface TlsEndpoint {
  readonly host: string;
  readonly port: number;
}

const PROBE_TIMEOUT_MS = 5_000;
const RETRY_MS = 200;

/** Completes a handshake, whatever the certificate. The connection is destroyed after this time, with an error. */
export function openTls({ host, port }: TlsEndpoint, timeoutMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: 'localhost', rejectUnauthorized: false });
    const onTimeout = (): void => void socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`));
    const timer = setTimeout(onTimeout, timeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', reject);
    socket.once('secureConnect', () => resolve(socket));
  });
}

/** The certificate that is served there. */
export async function probeServedCertificate(endpoint: TlsEndpoint): Promise<X509Certificate> {
  const socket = await openTls(endpoint, PROBE_TIMEOUT_MS);
  const certificate = socket.getPeerX509Certificate();
  // An orderly end: the gateway can still be in the middle of the handshake, and would log an abort as a failed one.
  socket.resume().end();
  if (!certificate) throw new Error('no certificate is shown');
  return certificate;
}

/** Waits until this certificate is served. @returns the reason if it is not in time */
export async function waitUntilCertificateServed(
  endpoint: TlsEndpoint,
  fingerprint: string,
  deadlineMs: number,
): Promise<string | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await probeServedCertificate(endpoint).catch((error: Error) => error);
    if ('fingerprint256' in answer && answer.fingerprint256 === fingerprint) return undefined;
    if (performance.now() > end)
      return answer instanceof Error ? answer.message : 'another certificate is still served';
    await sleep(RETRY_MS);
  }
}
