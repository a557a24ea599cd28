import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { helixStrip } from '@garland/animations';
import { DRIVER_INTERFACE, ROLE_LIMITS, type Role, type RoleLimits } from '@garland/protocol';
import { createDispatch } from '../src/control/dispatch.ts';
import { createHandlers } from '../src/control/handlers.ts';
import { startListener } from '../src/control/listener.ts';
import { describeInterfaces } from '../src/interface-descriptions.ts';
import { listenAt } from '../src/listen-targets.ts';
import { FrameFeed } from '../src/render/frame-feed.ts';
import { eventually, temporaryFolder } from './driver-fixtures.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';
import { FakeClock } from './fake-clock.ts';

/** For tests of other things than the rate. */
export const UNLIMITED_RATE: Partial<RoleLimits> = { callsPerSecond: 1e9, callBurst: 1e9 };

export interface ListenerKit extends EngineKit {
  readonly path: string;
  /** The time of the connections; the engine has its own. */
  readonly peerClock: FakeClock;
  /** The driver's ends of the connections, in order. */
  readonly accepted: Socket[];
  /** How many listeners for the state and for frames there are. */
  readonly listenerCount: () => number;
  connect(): Promise<RawPeer>;
}

/** A real socket of the given role, in front of an engine that has not been started. */
export async function serveRole(
  t: TestContext,
  role: Role,
  { limits = {}, pixels = 20 }: { readonly limits?: Partial<RoleLimits>; readonly pixels?: number } = {},
): Promise<ListenerKit> {
  const kit = engineKit(t, { isStateless: true, pixels });
  const { engine, selections, renderer, catalog, clock, log } = kit;
  catalog.replaceAllowlist(['off', 'snow']);
  const listenerCount = trackListeners(t, kit);
  const parts = {
    engine,
    selections,
    catalog,
    strip: helixStrip({ pixels }),
    frames: new FrameFeed(renderer, () => selections.current.animation, pixels, clock),
    reload: () => ({ changed: ['light.gamma'] }),
    log: log.log,
  };
  const peerClock = new FakeClock();
  const path = join(temporaryFolder(t), 'x.sock');
  const accepted = trackAccepted(t);
  const close = await startListener(role, listenAt({ path, mode: 0o600 }), {
    dispatch: createDispatch(createHandlers(parts), describeInterfaces(catalog)),
    clock: peerClock,
    log: log.log,
    limits: { ...ROLE_LIMITS[role], ...limits },
  });
  t.after(close);
  return {
    ...kit,
    path,
    peerClock,
    accepted,
    listenerCount,
    connect: () => RawPeer.connect(t, path),
  };
}

function trackListeners(t: TestContext, { engine, renderer }: EngineKit): () => number {
  let count = 0;
  const tracked =
    (subscribe: (listener: () => void) => () => void) =>
    (listener: () => void): (() => void) => {
      const end = subscribe(listener);
      let ended = false;
      count++;
      return () => {
        if (!ended) count--;
        ended = true;
        end();
      };
    };
  t.mock.method(engine, 'onState', tracked(engine.onState.bind(engine)));
  t.mock.method(renderer, 'onFrame', tracked(renderer.onFrame.bind(renderer)));
  return () => count;
}

function trackAccepted(t: TestContext): Socket[] {
  const sockets: Socket[] = [];
  const add = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
  diagnostics.subscribe('net.server.socket', add);
  t.after(() => diagnostics.unsubscribe('net.server.socket', add));
  return sockets;
}

/** The text of a call, as it goes on the wire. */
export function call(method: string, parameters?: object, flags: object = {}): string {
  const name = method.includes('.') ? method : `${DRIVER_INTERFACE}.${method}`;
  return `${JSON.stringify({ method: name, ...(parameters ? { parameters } : {}), ...flags })}\0`;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads arbitrary replies
export type AnyReply = any;

/** A client that sends arbitrary bytes and records its replies. */
export class RawPeer {
  readonly socket: Socket;
  readonly replies: AnyReply[] = [];
  isClosed = false;
  #partial = '';

  static async connect(t: TestContext, path: string): Promise<RawPeer> {
    const socket = connect({ path });
    t.after(() => socket.destroy());
    const peer = new RawPeer(socket);
    await once(socket, 'connect');
    return peer;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    // A connection that is closed with something unread is reset.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.isClosed = true;
    });
    socket.on('data', (text: string) => {
      const messages = (this.#partial + text).split('\0');
      this.#partial = messages.pop() ?? '';
      for (const message of messages) this.replies.push(JSON.parse(message));
    });
  }

  send(...texts: (string | Uint8Array)[]): void {
    for (const text of texts) this.socket.write(text);
  }

  /** Sends, and resolves with the next `count` replies. */
  async ask(text: string | Uint8Array, count = 1): Promise<AnyReply[]> {
    const before = this.replies.length;
    this.send(text);
    await this.received(before + count);
    return this.replies.slice(before, before + count);
  }

  async received(count: number): Promise<void> {
    await eventually(() => this.replies.length >= count || this.isClosed, `reply ${count}`);
  }

  async end(): Promise<void> {
    await eventually(() => this.isClosed, 'the end of the connection');
  }

  /** Proves that the connection is still served, and in step. */
  async isAlive(): Promise<boolean> {
    const [reply] = await this.ask(call('Status'));
    return reply?.parameters?.state !== undefined;
  }
}
