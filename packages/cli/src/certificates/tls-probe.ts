import type { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';

export interface TlsEndpoint {
  readonly host: string;
  readonly port: number;
}

const PROBE_TIMEOUT_MS = 5_000;
const RETRY_MS = 200;

/** The certificate that is served there. Whether to trust it is not asked; which it is, is. */
export function probeServedCertificate({ host, port }: TlsEndpoint): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: 'localhost', rejectUnauthorized: false });
    const onTimeout = (): void =>
      void socket.destroy(new Error(`no answer within ${PROBE_TIMEOUT_MS / 1000} s`));
    const timer = setTimeout(onTimeout, PROBE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      // Not cut off: the gateway may be in the midst of the handshake, and would write down that somebody refused it.
      socket.resume().end();
      if (certificate) resolve(certificate);
      else reject(new Error('no certificate is shown'));
    });
  });
}

/** Waits until this certificate is served. Returns why it isn't, if it isn't in time. */
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
