import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { runOrThrow, type TestMachine, waitUntil } from '../machine/test-machine.ts';
import type { AttackCommand, Attempt, AttemptGroup, AttemptResult } from './attempt.ts';
import { GROUPS } from './attempts/index.ts';

/** Two units that run the attacker: in the gateway's own sandbox, and in none. */
export interface AttackTarget {
  readonly unit: string;
  readonly port: number;
}
export const SANDBOXED: AttackTarget = { unit: 'garland-gateway', port: 8443 };
export const UNSANDBOXED: AttackTarget = { unit: 'garland-free', port: 8444 };

const DEADLINE_MS = 60_000;

export interface AttemptComparison {
  readonly group: AttemptGroup;
  readonly attempt: Attempt;
  readonly sandboxed: AttemptResult;
  readonly unsandboxed: AttemptResult;
}

/** Starts the attacker on both sides. */
export async function startAttack(machine: TestMachine): Promise<AttackSession> {
  await runOrThrow(
    machine,
    `systemctl restart ${SANDBOXED.unit}.service && systemctl start ${UNSANDBOXED.unit}.socket ${UNSANDBOXED.unit}.service`,
  );
  const lanService = await startLanService();
  const { port } = lanService.address() as AddressInfo;
  const victims = { lanService: { host: machine.hostAddress, port }, ...(await processesOf(machine)) };
  const [sandboxed, unsandboxed] = [
    new AttackerClient(machine, SANDBOXED, victims),
    new AttackerClient(machine, UNSANDBOXED, victims),
  ];
  return {
    sandboxed,
    unsandboxed,
    end() {
      sandboxed.close();
      unsandboxed.close();
      lanService.close();
    },
  };
}

/** The attacker on both sides. */
export interface AttackSession {
  readonly sandboxed: AttackerClient;
  readonly unsandboxed: AttackerClient;
  end(): void;
}

/** Runs, on both sides, all attempts that need a kernel of their own, or all others. */
export async function runAttempts(
  { sandboxed, unsandboxed }: AttackSession,
  ownKernel = false,
): Promise<AttemptComparison[]> {
  const rows: AttemptComparison[] = [];
  for (const group of GROUPS)
    for (const attempt of group.attempts.filter(
      (candidate) => (candidate.needsOwnKernel ?? false) === ownKernel,
    ))
      rows.push({
        group,
        attempt,
        sandboxed: await sandboxed.attempt(group, attempt),
        unsandboxed: await unsandboxed.attempt(group, attempt),
      });
  return rows;
}

/** A service in the local network, which the gateway must not reach. */
async function startLanService(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('welcome home\n');
  });
  server.listen(0);
  await once(server, 'listening');
  return server;
}

async function processesOf(machine: TestMachine): Promise<Pick<AttackCommand, 'otherPid' | 'driverPid'>> {
  const text = await runOrThrow(
    machine,
    'systemctl start bystander && systemctl show -P MainPID bystander garland-driver',
  );
  const [otherPid = 0, driverPid = 0] = text.split(/\s+/).filter(Boolean).map(Number);
  return { otherPid, driverPid };
}

type AttackVictims = Omit<AttackCommand, 'group' | 'title'>;

/** Sends commands to one attacker. */
export class AttackerClient {
  readonly #machine: TestMachine;
  readonly #side: AttackTarget;
  readonly #victims: AttackVictims;
  #socket: Socket | undefined;
  #answers: AsyncIterator<string> | undefined;

  constructor(machine: TestMachine, side: AttackTarget, victims: AttackVictims) {
    this.#machine = machine;
    this.#side = side;
    this.#victims = victims;
  }

  async attempt(group: AttemptGroup, attempt: Attempt): Promise<AttemptResult> {
    const outcome = await this.#send({ ...this.#victims, group: group.title, title: attempt.title });
    if (attempt.needsRestart) await this.#restart();
    return outcome;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #send(command: AttackCommand): Promise<AttemptResult> {
    const control = await this.#open();
    const victim = await this.#connect();
    control.write(`${JSON.stringify(command)}\n`);
    const answer = await Promise.race([this.#answers?.next(), sleep(DEADLINE_MS, undefined, { ref: false })]);
    victim.destroy();
    if (!answer) throw new Error(`${this.#side.unit} does not answer: ${command.title}`);
    if (!answer.done) return JSON.parse(answer.value) as AttemptResult;
    this.close();
    return { succeeded: false, reason: 'killed' };
  }

  async #open(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    this.#socket = await waitUntil(`${this.#side.unit} answers`, () => this.#connect());
    this.#answers = createInterface({ input: this.#socket })[Symbol.asyncIterator]();
    return this.#socket;
  }

  async #connect(): Promise<Socket> {
    const socket = connect(this.#machine.addressOf(this.#side.port));
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  async #restart(): Promise<void> {
    this.close();
    const { unit } = this.#side;
    await runOrThrow(
      this.#machine,
      `systemctl stop ${unit}.socket; systemctl stop ${unit}.service; systemctl reset-failed`,
    );
    await waitUntil(`${unit} is back`, async () => {
      const { code } = await this.#machine.run(`systemctl start ${unit}.socket ${unit}.service`);
      return code === 0;
    });
  }
}
