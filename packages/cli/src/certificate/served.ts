import type { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';

export interface Place {
  readonly host: string;
  readonly port: number;
}

const ANSWER_MS = 5_000;
const RETRY_MS = 200;

/** The certificate that is served there. Whether to trust it is not asked; which it is, is. */
export function servedAt({ host, port }: Place): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: 'localhost', rejectUnauthorized: false });
    const late = (): void => void socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`));
    const timer = setTimeout(late, ANSWER_MS);
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
export async function waitUntilServed(
  place: Place,
  fingerprint: string,
  deadlineMs: number,
): Promise<string | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await servedAt(place).catch((error: Error) => error);
    if ('fingerprint256' in answer && answer.fingerprint256 === fingerprint) return undefined;
    if (performance.now() > end)
      return answer instanceof Error ? answer.message : 'another certificate is still served';
    await sleep(RETRY_MS);
  }
}
