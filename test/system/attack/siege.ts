import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Machine, must, until } from '../machine/machine.ts';
import type { Attempt, Group, Order, Outcome } from './attempt.ts';
import { GROUPS } from './attempts/index.ts';

/** Two units that run the attacker: in the gateway's own sandbox, and in none. */
export interface Side {
  readonly unit: string;
  readonly port: number;
}
export const SANDBOXED: Side = { unit: 'garland-gateway', port: 8443 };
export const FREE: Side = { unit: 'garland-free', port: 8444 };

const PATIENCE_MS = 60_000;

export interface Row {
  readonly group: Group;
  readonly attempt: Attempt;
  readonly sandboxed: Outcome;
  readonly free: Outcome;
}

/** Starts the attacker on both sides. */
export async function beginSiege(machine: Machine): Promise<Siege> {
  await must(
    machine,
    `systemctl restart ${SANDBOXED.unit}.service && systemctl start ${FREE.unit}.socket ${FREE.unit}.service`,
  );
  const house = await openHouse();
  const { port } = house.address() as AddressInfo;
  const victims = { house: { host: machine.outside, port }, ...(await processesOf(machine)) };
  const [sandboxed, free] = [new Post(machine, SANDBOXED, victims), new Post(machine, FREE, victims)];
  return {
    sandboxed,
    free,
    end() {
      sandboxed.close();
      free.close();
      house.close();
    },
  };
}

/** The attacker on both sides, to be told what to try. */
export interface Siege {
  readonly sandboxed: Post;
  readonly free: Post;
  end(): void;
}

/** Has the attacker try, on both sides, everything that needs a kernel to itself, or everything else. */
export async function besiege({ sandboxed, free }: Siege, ownKernel = false): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of GROUPS)
    for (const attempt of group.attempts.filter((candidate) => (candidate.ownKernel ?? false) === ownKernel))
      rows.push({
        group,
        attempt,
        sandboxed: await sandboxed.attempt(group, attempt),
        free: await free.attempt(group, attempt),
      });
  return rows;
}

/** A service in the house that nobody outside it should reach. */
async function openHouse(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('welcome home\n');
  });
  server.listen(0);
  await once(server, 'listening');
  return server;
}

async function processesOf(machine: Machine): Promise<Pick<Order, 'bystander' | 'driverProcess'>> {
  const text = await must(
    machine,
    'systemctl start bystander && systemctl show -P MainPID bystander garland-driver',
  );
  const [bystander = 0, driverProcess = 0] = text.split(/\s+/).filter(Boolean).map(Number);
  return { bystander, driverProcess };
}

type Victims = Omit<Order, 'group' | 'title'>;

/** Gives orders to one attacker. */
export class Post {
  readonly #machine: Machine;
  readonly #side: Side;
  readonly #victims: Victims;
  #line: Socket | undefined;
  #answers: AsyncIterator<string> | undefined;

  constructor(machine: Machine, side: Side, victims: Victims) {
    this.#machine = machine;
    this.#side = side;
    this.#victims = victims;
  }

  async attempt(group: Group, attempt: Attempt): Promise<Outcome> {
    const outcome = await this.#give({ ...this.#victims, group: group.title, title: attempt.title });
    if (attempt.spoils) await this.#beginAfresh();
    return outcome;
  }

  close(): void {
    this.#line?.destroy();
    this.#line = undefined;
  }

  async #give(order: Order): Promise<Outcome> {
    const line = await this.#open();
    const bait = await this.#dial();
    line.write(`${JSON.stringify(order)}\n`);
    const answer = await Promise.race([this.#answers?.next(), sleep(PATIENCE_MS, undefined, { ref: false })]);
    bait.destroy();
    if (!answer) throw new Error(`${this.#side.unit} does not answer: ${order.title}`);
    if (!answer.done) return JSON.parse(answer.value) as Outcome;
    this.close();
    return { succeeded: false, why: 'killed' };
  }

  async #open(): Promise<Socket> {
    if (this.#line && !this.#line.destroyed) return this.#line;
    this.#line = await until(`${this.#side.unit} answers`, () => this.#dial());
    this.#answers = createInterface({ input: this.#line })[Symbol.asyncIterator]();
    return this.#line;
  }

  async #dial(): Promise<Socket> {
    const socket = connect(this.#machine.reach(this.#side.port));
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  async #beginAfresh(): Promise<void> {
    this.close();
    const { unit } = this.#side;
    await must(
      this.#machine,
      `systemctl stop ${unit}.socket; systemctl stop ${unit}.service; systemctl reset-failed`,
    );
    await until(`${unit} is back`, async () => {
      const { code } = await this.#machine.run(`systemctl start ${unit}.socket ${unit}.service`);
      return code === 0;
    });
  }
}
