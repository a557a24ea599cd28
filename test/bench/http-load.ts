import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

const CONNECTIONS = 8;

export interface LoadTarget {
  readonly url: string;
  readonly token: string;
}

/** Sends requests for that long, on eight connections at a time. */
export async function sendRequests(
  { url, token }: LoadTarget,
  keepAlive: boolean,
  durationMs: number,
): Promise<{ readonly requests: number; readonly seconds: number }> {
  const isTls = url.startsWith('https:');
  const options = { keepAlive, maxSockets: CONNECTIONS };
  // Without session resumption, as a client's first connection.
  const agent = isTls
    ? new TlsAgent({ ...options, maxCachedSessions: 0, rejectUnauthorized: false })
    : new Agent(options);
  const headers = { Authorization: `Bearer ${token}` };
  const sendOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const req = (isTls ? tlsRequest : request)(url, { method: 'POST', agent, headers }, (res) => {
        if (res.statusCode !== 200) reject(new Error(`${url} answered ${res.statusCode}`));
        res.resume().once('end', resolve);
      });
      req.once('error', reject).end();
    });
  const startMs = performance.now();
  let requests = 0;
  const sendUntilEnd = async (): Promise<void> => {
    while (performance.now() - startMs < durationMs) {
      await sendOne();
      requests++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendUntilEnd));
  agent.destroy();
  return { requests, seconds: (performance.now() - startMs) / 1000 };
}
