import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { GATEWAY_PORT } from './install-garland.ts';
import type { TestMachine } from './test-machine.ts';

/** How a request ended for its client: a status, or the connection's end before one, or an error by its code. */
export type LoadOutcome = number | 'closed' | string;

/** What a client sees when the other end of an established connection is gone. */
const CLOSED_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);
const REQUEST_TIMEOUT_MS = 30_000;
const PAUSE_MS = 50;

/** What a client may see while processes come and go: never a refused connection, never an answer that is wrong. */
export const EXPECTED_OUTCOMES: readonly LoadOutcome[] = [200, 503, 'closed'];

export interface LoadClient {
  send(method: string, path: string): Promise<LoadOutcome>;
  close(): void;
}

/** A client with connections of its own, kept alive or one for each request. */
export function createLoadClient(machine: TestMachine, token: string, keepAlive: boolean): LoadClient {
  const agent = new Agent({ keepAlive, maxSockets: 4, rejectUnauthorized: false });
  const common = { ...machine.addressOf(GATEWAY_PORT), agent, headers: { authorization: `Bearer ${token}` } };
  return {
    close: () => agent.destroy(),
    send: (method, path) =>
      new Promise((resolve) => {
        const sent = request({ ...common, method, path }, (response) => {
          response.resume();
          response.on('error', () => resolve('closed'));
          response.on('end', () => resolve(response.statusCode ?? 0));
        });
        sent.setTimeout(REQUEST_TIMEOUT_MS, () => resolve(`no answer in ${REQUEST_TIMEOUT_MS} ms`));
        sent.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
          resolve(CLOSED_CODES.has(code) ? 'closed' : code);
        });
        sent.end();
      }),
  };
}

/** Clients that ask without end, each shortly after it was answered. Counts how their requests ended. */
export class BackgroundLoad {
  readonly outcomes: Map<LoadOutcome, number> = new Map();
  readonly #clients: readonly LoadClient[];
  readonly #loops: readonly Promise<void>[];
  #stopping = false;

  constructor(machine: TestMachine, token: string, count: number) {
    this.#clients = Array.from({ length: count }, (_, i) => createLoadClient(machine, token, i % 2 === 0));
    this.#loops = this.#clients.map((client) => this.#ask(client));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
    for (const client of this.#clients) client.close();
  }

  async #ask(client: LoadClient): Promise<void> {
    while (!this.#stopping) {
      const ending = await client.send('GET', '/v1/status');
      this.outcomes.set(ending, (this.outcomes.get(ending) ?? 0) + 1);
      await sleep(PAUSE_MS);
    }
  }
}
