import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'router';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { rateLimitKey } from '../client-address.ts';
import type { ConnectionTracker } from '../connection-tracker.ts';
import type { ConnectedClient } from '../eviction.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import type { RequestContext } from './request-context.ts';
import { onResponseEnd, recordRequest } from './request-record.ts';

export interface RequestContextOptions {
  readonly audit: AuditLogger;
  readonly connections: Pick<ConnectionTracker, 'beginRequest' | 'endRequest'>;
  readonly ipv6PrefixBits: number;
  readonly proxies: TrustedProxies;
}

/** Sets `res.locals`, and records the request in the audit log when it ends. */
export function requestContext(options: RequestContextOptions): RequestHandler {
  const { audit, connections } = options;
  return (req, res, next) => {
    const { socket } = req;
    const peer = connections.beginRequest(socket);
    const client = peer.isProxy ? proxiedClient(req, peer, options) : peer;
    const context: RequestContext = {
      requestId: randomUUID(),
      startedMs: performance.now(),
      clientAddress: (client ?? peer).address,
      clientKey: client?.key,
      isProxied: peer.isProxy,
    };
    res.locals = context;
    onResponseEnd(socket, res, () => {
      connections.endRequest(socket, context.principal !== undefined);
      recordRequest(audit, context, res);
    });
    next();
  };
}

/** The client that a trusted proxy forwards for; undefined if X-Forwarded-For is not a list of addresses. */
function proxiedClient(
  { headers }: Request,
  proxy: ConnectedClient,
  { proxies, ipv6PrefixBits }: RequestContextOptions,
): Pick<ConnectedClient, 'address' | 'key'> | undefined {
  const address = proxies.clientAddress(proxy.address, headers['x-forwarded-for']?.toString());
  return address === undefined ? undefined : { address, key: rateLimitKey(address, ipv6PrefixBits) };
}
