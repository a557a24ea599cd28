import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { connectToDriver, type DriverClient } from '../src/client/index.ts';
import { type Call, encodeFrame, FrameDecoder, parseCall } from '../src/index.ts';

/** One accepted connection, as the script of a test sees it. */
export interface ServiceConnection {
  readonly socket: Socket;
  /** Resolves when the client has gone. */
  readonly closed: Promise<unknown>;
  reply(message: object): void;
}

export interface FakeService {
  readonly path: string;
  /** Everything that was called, in order. */
  readonly calls: Call[];
  /** The first connection that was made. */
  readonly connected: Promise<ServiceConnection>;
}

/** A folder that the test takes with it when it ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'garland-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Something on a Unix socket that answers each call as the test says; it need not keep to the protocol. */
export async function startFakeService(
  t: TestContext,
  onCall: (call: Call, connection: ServiceConnection) => void = () => {},
): Promise<FakeService> {
  const path = join(temporaryFolder(t), 'peer.sock');
  const calls: Call[] = [];
  const server = createServer((socket) => {
    const decoder = new FrameDecoder(1024 * 1024);
    const connection: ServiceConnection = {
      socket,
      closed: new Promise((resolve) => socket.once('close', resolve)),
      reply: (message) => socket.write(encodeFrame(message)),
    };
    server.emit('accepted', connection);
    t.after(() => socket.destroy());
    // The client may end a connection while this side still writes.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      decoder.push(chunk, (message) => {
        const call = parseCall(message);
        if (!call.ok) throw new Error(`the client sent a malformed call: ${call.fault}`);
        calls.push(call.value);
        onCall(call.value, connection);
        return true;
      });
    });
  });
  const connected = once(server, 'accepted').then(([connection]) => connection as ServiceConnection);
  server.listen(path);
  await once(server, 'listening');
  t.after(() => server.close());
  return { path, calls, connected };
}

/** A client that is connected to such a peer. */
export async function connectToFakeService(
  t: TestContext,
  onCall?: (call: Call, connection: ServiceConnection) => void,
): Promise<{ client: DriverClient; peer: FakeService; connection: ServiceConnection }> {
  const peer = await startFakeService(t, onCall);
  const [client, connection] = await Promise.all([connectToDriver(peer.path), peer.connected]);
  t.after(() => client.close());
  return { client, peer, connection };
}

export const PLAYBACK_STATE = {
  animation: 'off',
  title: 'Off',
  since: '2025-12-24T18:00:00Z',
  chosenBy: 'driver',
  brightness: 60,
  limited: false,
  estimatedMa: 50,
  budgetMa: 2000,
  pixels: 50,
  framesPerSecond: 60,
  output: 'simulator',
};
