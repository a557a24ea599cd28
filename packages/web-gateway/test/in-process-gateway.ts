import type { Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import type { AnimationId, CatalogEntry } from '@garland/protocol';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestTokens } from '@garland/test-kit/tokens';
import { createApp } from '../src/app.ts';
import type { AuditEvent } from '../src/audit/audit-events.ts';
import type { AuditLogger } from '../src/audit/audit-logger.ts';
import { TokenVerifier } from '../src/auth/token-verifier.ts';
import { ConnectionTracker } from '../src/connection-tracker.ts';
import type { Driver } from '../src/driver/driver-connection.ts';
import { createServer } from '../src/http-server.ts';
import type { GatewayLimits } from '../src/rate-limits.ts';
import type { GatewayTimeouts } from '../src/timeouts.ts';
import { TrustedProxies } from '../src/trusted-proxies.ts';

/** The server in this process, with a driver that the test provides. */
export interface InProcessGateway {
  readonly port: number;
  /** A token that permits everything. */
  readonly token: string;
  readonly tokens: TestTokens;
  readonly server: Server;
  readonly events: readonly (readonly [event: AuditEvent, fields: Readonly<Record<string, unknown>>])[];
  /** Its ends of the connections so far, in order, also of those that were refused. */
  readonly accepted: readonly Socket[];
  /** How many requests have arrived so far. */
  readonly requestCount: number;
  /** Accepts connections at another address of this machine too. Returns the port. */
  listenAt(address: string): Promise<number>;
  close(): void;
}

/** For tests of time-outs: short enough to wait for. */
export const SHORT_TIMEOUTS: GatewayTimeouts = {
  handshake_ms: 300,
  headers_ms: 300,
  request_ms: 600,
  answer_ms: 300,
  keep_alive_ms: 200,
};

/** No time-out occurs, however busy the machine. */
export const LONG_TIMEOUTS: GatewayTimeouts = {
  handshake_ms: 60_000,
  headers_ms: 60_000,
  request_ms: 60_000,
  answer_ms: 60_000,
  keep_alive_ms: 60_000,
};

/** How often time-outs are checked. */
export const CHECK_INTERVAL_MS = 50;

export const TEST_LIMITS: GatewayLimits = {
  failures_per_minute: 1000,
  health_checks_per_minute: 1000,
  requests_per_minute: 1000,
  connections_per_address: 100,
  connections: 100,
  new_connections_per_second: 1000,
  ipv6_prefix_bits: 64,
};

export interface InProcessOptions {
  readonly limits?: Partial<GatewayLimits>;
  readonly timeouts?: GatewayTimeouts;
  /** Whether the link to the driver is up. */
  readonly isConnected?: boolean;
  /** The time that limits count in; Node's own time-outs do not. */
  readonly nowMs?: () => number;
}

export async function serveInProcess(
  call: Driver['call'],
  { limits: changes = {}, timeouts = LONG_TIMEOUTS, isConnected = true, nowMs }: InProcessOptions = {},
): Promise<InProcessGateway> {
  const tokens = new TestTokens(temporaryFolder());
  const events: [AuditEvent, Record<string, unknown>][] = [];
  const audit: AuditLogger = {
    record: (event, fields) => void events.push([event, { ...fields }]),
    close: async () => {},
  };
  const entry: CatalogEntry = {
    id: 'twinkle' as AnimationId,
    title: 'Twinkle',
    kind: 'animation',
    description: '',
  };
  const driver: Driver = {
    isConnected,
    allowlist: isConnected ? new Map([[entry.id, entry]]) : undefined,
    call,
    refreshAllowlist: async () => (await call('List', {})).entries,
    recheckAllowlist: async () => {},
  };
  const files = { publicKeys: tokens.publicKeyPath, registry: tokens.registryPath };
  const limits = { ...TEST_LIMITS, ...changes };
  const proxies = new TrustedProxies([]);
  const clock = nowMs && { nowMs };
  const connections = new ConnectionTracker({
    ...{ audit, limits, timeouts, proxies, ...clock },
    checkIntervalMs: CHECK_INTERVAL_MS,
  });
  const app = createApp({
    audit,
    connections,
    driver,
    limits,
    proxies,
    ...clock,
    isTls: false,
    verifier: new TokenVerifier(files, audit),
  });
  const server = createServer({
    app,
    audit,
    connections,
    tls: undefined,
    timeouts,
    checkIntervalMs: CHECK_INTERVAL_MS,
  });
  const accepted: Socket[] = [];
  server.on('connection', (socket) => accepted.push(socket));
  let requestCount = 0;
  server.on('request', () => requestCount++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const more: NetServer[] = [];
  return {
    port: (server.address() as AddressInfo).port,
    token: tokens.issue(),
    tokens,
    server,
    events,
    accepted,
    get requestCount() {
      return requestCount;
    },
    listenAt: async (address) => {
      const there = createNetServer((socket) => server.emit('connection', socket));
      more.push(there);
      await new Promise<void>((resolve) => there.listen(0, address, resolve));
      return (there.address() as AddressInfo).port;
    },
    close: () => {
      for (const there of more) there.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
