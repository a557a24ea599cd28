import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { ConnectionTracker } from '../src/connection-tracker.ts';
import { RecentClients } from '../src/recent-clients.ts';
import { TrustedProxies } from '../src/trusted-proxies.ts';
import { LONG_TIMEOUTS, TEST_LIMITS } from './in-process-gateway.ts';

const [OWNER, NEIGHBOUR] = ['fd00:77::a', 'fd00:77::b'];
const HOUR_MS = 3_600_000;

/** A tracker whose connections come from any address. */
class TrackedServer {
  nowMs = 0;
  readonly #server = new EventEmitter();
  readonly #served = new Set<Socket>();
  #ports = 0;
  readonly tracker = new ConnectionTracker({
    audit: { record: () => {}, close: async () => {} },
    limits: { ...TEST_LIMITS, new_connections_per_second: 10 },
    timeouts: LONG_TIMEOUTS,
    proxies: new TrustedProxies([]),
    nowMs: () => this.nowMs,
  });

  constructor() {
    this.#server.on('connection', (socket: Socket) => this.#served.add(socket));
    this.tracker.attach(this.#server as Server);
  }

  /** Opens a connection and closes it. Returns whether it was accepted. */
  connect(remoteAddress: string, isAuthenticated = false): boolean {
    const end = { remoteAddress, remotePort: ++this.#ports, localAddress: '::1', localPort: 443 };
    const socket = Object.assign(new EventEmitter(), end, { destroy: () => {} }) as unknown as Socket;
    this.#server.emit('connection', socket);
    this.tracker.beginRequest(socket);
    this.tracker.endRequest(socket, isAuthenticated);
    socket.emit('close');
    return this.#served.has(socket);
  }

  /** How many of so many connections were accepted. */
  flood(remoteAddress: string, count: number): number {
    return Array.from({ length: count }, () => this.connect(remoteAddress)).filter(Boolean).length;
  }
}

for (const isAuthenticated of [true, false]) {
  const [who, what] = isAuthenticated ? ['with', 'is not'] : ['without', 'is'];
  test(`a client ${who} a valid token ${what} kept out by a neighbour that only connects`, () => {
    const server = new TrackedServer();
    assert.ok(server.connect(OWNER, isAuthenticated));
    server.nowMs += 12 * HOUR_MS;
    assert.equal(server.flood(NEIGHBOUR, 25), 10);
    assert.equal(server.connect(OWNER), isAuthenticated);
  });
}

test('a client that had a valid token has a limit of its own', () => {
  const server = new TrackedServer();
  server.connect(OWNER, true);
  server.nowMs += HOUR_MS;
  assert.equal(server.flood(OWNER, 25), 10);
  assert.equal(server.flood(NEIGHBOUR, 25), 10);
});

test('the latest 256 clients are remembered, for about a day', () => {
  const recent = new RecentClients();
  recent.add(OWNER, 0);
  recent.add(NEIGHBOUR, 0);
  assert.ok(recent.has(OWNER, 24 * HOUR_MS));
  assert.ok(!recent.has(OWNER, 25 * HOUR_MS));
  recent.add(OWNER, HOUR_MS);
  for (let i = 0; i < 255; i++) recent.add(`192.0.2.${i}`, HOUR_MS);
  assert.deepEqual([recent.has(OWNER, HOUR_MS), recent.has(NEIGHBOUR, HOUR_MS)], [true, false]);
});
