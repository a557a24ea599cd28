import type { TLSSocket } from 'node:tls';
import { openTls, type TlsEndpoint } from '../certificates/tls-probe.ts';

export interface GatewayProbeResult {
  /** Of HTTP; or the handshake ended, because the gateway requires client certificates (tls.client_ca). */
  readonly status: number | 'certificate_required';
  /** Of the certificate that it served. */
  readonly fingerprint: string;
}

/** A Pi Zero needs half a second for a handshake. */
const PROBE_TIMEOUT_MS = 5_000;
/** The first line holds the status. */
const MAX_RESPONSE_LENGTH = 4096;
/** The alert of TLS 1.3, as Node names it. */
const CERTIFICATE_REQUIRED = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';

/** Asks the gateway over TLS, as a client on this machine would. @throws if it does not answer */
export async function probeGateway(endpoint: TlsEndpoint): Promise<GatewayProbeResult> {
  const socket = await openTls(endpoint, PROBE_TIMEOUT_MS);
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
  return { status: await requestHealth(socket), fingerprint };
}

async function requestHealth(socket: TLSSocket): Promise<GatewayProbeResult['status']> {
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  let answer = '';
  try {
    for await (const text of socket.setEncoding('latin1')) {
      answer += text;
      if (answer.length > MAX_RESPONSE_LENGTH) break;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === CERTIFICATE_REQUIRED) return 'certificate_required';
    throw error;
  }
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  if (status === undefined) throw new Error('it does not answer');
  return Number(status);
}
