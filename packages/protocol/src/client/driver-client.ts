import { Socket } from 'node:net';
import { CallError } from '../call-error.ts';
import { REPLY_FIELDS } from '../method-replies.ts';
import type { MethodName, ParametersOf, ReplyOf } from '../method-signatures.ts';
import { DRIVER_INTERFACE } from '../methods.ts';
import type { JsonObject } from '../strict-json.ts';
import { parseFields } from '../varlink-types.ts';
import { ConnectionError, connectionErrorFrom } from './connection-error.ts';
import { VarlinkConnection } from './varlink-connection.ts';

const DEFAULT_DEADLINE_MS = 1_000;

export interface CallOptions {
  /** How long to wait for the reply. A late one closes the connection, since replies are matched by their order. */
  readonly deadlineMs?: number;
}

/** A client of the driver. Every reply is checked against the method table. */
export class DriverClient {
  readonly #connection: VarlinkConnection;

  constructor(socket: Socket) {
    this.#connection = new VarlinkConnection(socket);
  }

  /** Calls without a reply yet. */
  get callsInFlight(): number {
    return this.#connection.callsInFlight;
  }

  /** Resolves when the connection has ended, with the reason. */
  get closed(): Promise<ConnectionError> {
    return this.#connection.closed;
  }

  /**
   * Calls a method that replies once.
   *
   * @throws {CallError} an error reply
   * @throws {ConnectionError} no reply
   */
  call<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    { deadlineMs = DEFAULT_DEADLINE_MS }: CallOptions = {},
  ): Promise<ReplyOf<M>> {
    return new Promise((resolve, reject) => {
      this.#connection.call(`${DRIVER_INTERFACE}.${method}`, parameters, deadlineMs, {
        onReply: (reply) => this.#parseReply(method, reply, resolve, reject),
        onError: reject,
      });
    });
  }

  /**
   * Calls a method that streams, until the consumer leaves the loop, the driver ends it, or `signal` aborts. The connection
   * can do nothing else meanwhile, so it is closed at the end. If replies arrive faster than they are consumed, only the
   * latest is kept.
   *
   * @throws {CallError | ConnectionError} as `call` does
   */
  async *stream<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<ReplyOf<M>, void> {
    if (signal?.aborted) return this.close();
    let latest: ReplyOf<M> | undefined;
    let end: Error | true | undefined;
    let wake = (): void => {};
    const stop = (reason: Error | true): void => {
      end ??= reason;
      wake();
    };
    const onAbort = (): void => {
      latest = undefined;
      stop(true);
      this.close();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#connection.stream(`${DRIVER_INTERFACE}.${method}`, parameters, {
      onReply: (reply, last) => {
        const accept = (value: ReplyOf<M>): void => {
          latest = value;
          if (last) end ??= true;
          wake();
        };
        this.#parseReply(method, reply, accept, stop);
      },
      onError: stop,
    });
    try {
      while (true) {
        if (latest !== undefined) {
          const value = latest;
          latest = undefined;
          yield value;
        } else if (end) {
          if (end instanceof Error) throw end;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.close();
    }
  }

  close(): void {
    this.#connection.close();
  }

  #parseReply<M extends MethodName>(
    method: M,
    reply: JsonObject,
    accept: (value: ReplyOf<M>) => void,
    refuse: (error: Error) => void,
  ): void {
    let value: ReplyOf<M>;
    try {
      value = parseFields<ReplyOf<M>>(REPLY_FIELDS[method], reply);
    } catch (cause) {
      const reason = cause instanceof CallError ? JSON.stringify(cause.parameters) : String(cause);
      const error = new ConnectionError(
        'bad_reply',
        `the reply to ${method} does not match the protocol: ${reason}`,
        {
          cause,
        },
      );
      refuse(error);
      return this.#connection.close(error);
    }
    accept(value);
  }
}

/**
 * Connects to one of the driver's sockets.
 *
 * @throws {ConnectionError} `driver_unreachable`, `permission_denied` or `timed_out`
 */
export function connectToDriver(
  path: string,
  { deadlineMs = DEFAULT_DEADLINE_MS }: CallOptions = {},
): Promise<DriverClient> {
  return new Promise((resolve, reject) => {
    const refuse = (error: ConnectionError): void => {
      clearTimeout(timer);
      reject(error);
      socket.destroy();
    };
    const onError = (error: Error): void => refuse(connectionErrorFrom(error, path));
    const socket = new Socket();
    const timer = setTimeout(
      () => refuse(new ConnectionError('timed_out', `no connection to ${path} within ${deadlineMs} ms`)),
      deadlineMs,
    );
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(new DriverClient(socket));
    });
    try {
      socket.connect({ path });
    } catch (error) {
      // Node reports some invalid paths at once, such as one with a NUL.
      onError(error as Error);
    }
  });
}

/** A client on a connection that was inherited, such as by systemd's `OpenFile=`. */
export function clientFromDescriptor(descriptor: number): DriverClient {
  return new DriverClient(new Socket({ fd: descriptor, readable: true, writable: true }));
}
