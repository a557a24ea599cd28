import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AnimationId, Entry } from '@garland/protocol';
import { type AppDependencies, createApp } from '../src/app.ts';
import type { Audit } from '../src/audit/audit.ts';
import type { AuditEvent } from '../src/audit/events.ts';
import { TokenDesk } from '../src/auth/token-desk.ts';
import type { Driver } from '../src/driver/driver-link.ts';
import { createServer, type Timeouts } from '../src/server.ts';
import { temporaryFolder } from './processes.ts';
import { claimsFor, newKeyPair, recordFor, signClaims, writeRegistry } from './tokens.ts';

/** The server in this very process, for what can't be waited for or provoked from outside. */
export interface InProcess {
  readonly port: number;
  readonly token: string;
  readonly server: Server;
  readonly events: readonly (readonly [event: AuditEvent, fields: Readonly<Record<string, unknown>>])[];
  close(): void;
}

/** Seconds become tenths, so that a test can wait for them. */
const SHORT: Timeouts = {
  handshakeMs: 300,
  headersMs: 300,
  requestMs: 600,
  keepAliveMs: 200,
  checkIntervalMs: 50,
};

const LIMITS = {
  failures_per_minute: 1000,
  requests_per_minute: 1000,
  connections_per_address: 100,
  connections: 100,
};

export async function serveInProcess(
  call: Driver['call'],
  { limits = LIMITS, nowMs }: Pick<Partial<AppDependencies>, 'limits' | 'nowMs'> = {},
): Promise<InProcess> {
  const { path, remove } = temporaryFolder();
  const keys = newKeyPair();
  const claims = claimsFor();
  writeRegistry(join(path, 'tokens.json'), [recordFor(claims, keys)]);
  writeFileSync(join(path, 'keys.pem'), keys.publicPem);
  const events: [AuditEvent, Record<string, unknown>][] = [];
  const audit: Audit = {
    record: (event, fields) => void events.push([event, { ...fields }]),
    flush: () => {},
  };
  const entry: Entry = { id: 'twinkle' as AnimationId, title: 'Twinkle', kind: 'animation', description: '' };
  const driver: Driver = {
    isConnected: true,
    allowlist: new Map([[entry.id, entry]]),
    call,
    refresh: async () => (await call('List', {})).entries,
    recheck: async () => {},
  };
  const files = { publicKeys: join(path, 'keys.pem'), registry: join(path, 'tokens.json') };
  const app = createApp({
    audit,
    driver,
    limits,
    ...(nowMs && { nowMs }),
    overTls: false,
    tokens: new TokenDesk(files, audit),
  });
  const server = createServer({ app, audit, limits, tls: undefined, timeouts: SHORT });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    token: signClaims(claims, keys.privateKey),
    server,
    events,
    close: () => {
      server.close();
      server.closeAllConnections();
      remove();
    },
  };
}
