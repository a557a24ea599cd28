import type { Container } from './container.ts';
import { runOrThrow } from './test-machine.ts';

/** By the letters of slowhttptest's own options. */
export type SlowAttack = 'H' | 'B' | 'R' | 'X';

/** What it saw in one second. */
export interface AttackSecond {
  readonly opened: number;
  /** Whether it got an answer on a connection that did no harm. */
  readonly available: boolean;
}

const CONNECTIONS = 100;
/** It probes from the address that it attacks from, which may open ten a second: with more it would lock out itself. */
const CONNECTIONS_PER_SECOND = 8;
const DURATION_S = 10;
const FOLLOW_UP_S = 2;
const PROBE_PATIENCE_S = 3;

/** A test of that length has so many connections, give or take what the last seconds do. */
export const MIN_OPENED: number = 0.75 * CONNECTIONS_PER_SECOND * DURATION_S;

/** Attacks a server in the container, at a loopback address of it. */
export async function runSlowAttack(
  container: Container,
  mode: SlowAttack,
  url: string,
): Promise<AttackSecond[]> {
  const report = `/root/slow-${mode}-${new URL(url).host.replace(':', '-')}`;
  await runOrThrow(
    container,
    `slowhttptest -${mode} -u ${url} -c ${CONNECTIONS} -r ${CONNECTIONS_PER_SECOND} -l ${DURATION_S} \\
       -i ${FOLLOW_UP_S} -p ${PROBE_PATIENCE_S} -v 0 -g -o ${report}`,
  );
  return readReport(await runOrThrow(container, `cat ${report}.csv`));
}

/** Its columns: seconds, closed, pending, connected, and whether the service is available: zero, or the number of connections. */
function readReport(csv: string): AttackSecond[] {
  const [, ...rows] = csv.trim().split('\n');
  return rows.map((row) => {
    const [, closed = 0, pending = 0, connected = 0, available = 0] = row.split(',').map(Number);
    return { opened: closed + pending + connected, available: available > 0 };
  });
}

/** Makes what is sent to these loopback addresses come from the same ones, so that each is a client of its own. */
export async function allowSourceAddresses(
  container: Container,
  addresses: readonly string[],
): Promise<void> {
  for (const address of addresses)
    await runOrThrow(container, `ip route replace local ${address} dev lo src ${address} table local`);
}
