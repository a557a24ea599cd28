import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../machine/debian.ts';
import type { Native } from './native.ts';

/** What an attacker has in his hands who runs in the gateway's place. */
export interface Hold {
  /** Every system call, any memory. */
  readonly native: Native;
  /** The descriptors that systemd gave to the gateway. */
  readonly listener: number;
  readonly driver: number;
  /** The rest of the house: a service that answers whoever connects with a word. */
  readonly house: { readonly host: string; readonly port: number };
  /** A process of root's, which nobody would miss. */
  readonly bystander: number;
  readonly driverProcess: number;
  /** The descriptor of a connection from outside that was accepted; each call gives another. */
  accepted(): Promise<number>;
}

/** `native.c`, compiled. The gateway sees its folder, and has no way to put anything there. */
export const LIBRARY: string = join(LIBRARY_FOLDER, 'garland-attack.node');

/**
 * One thing that somebody tries who has taken over the gateway. It returns, with what it got, if it succeeded, and
 * throws if it was refused. The same must succeed where there is no sandbox.
 */
export interface Attempt {
  readonly title: string;
  /** To be told from its control, it needs a kernel to itself: a container is a guest on this machine's. */
  readonly ownKernel?: true;
  try(hold: Hold): unknown;
  /** It may cost what the next attempt needs, the listener or the link to the driver: start both afresh. */
  readonly spoils?: true;
}

/** What a group of attempts is after. */
export interface Group {
  readonly title: string;
  readonly attempts: readonly Attempt[];
}

/** What the attacker is told to try, over a connection that came in by the gateway's port. */
export interface Order extends Pick<Hold, 'house' | 'bystander' | 'driverProcess'> {
  readonly group: string;
  readonly title: string;
}

/** What came of an attempt. */
export type Outcome =
  | { readonly succeeded: true; readonly got: string }
  | { readonly succeeded: false; readonly why: string };

/** What a kernel says of what it was built without: nobody can try that here. */
const NOT_IN_THIS_KERNEL: ReadonlySet<string> = new Set([
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOSYS',
  'ENODEV',
]);

export function isMissing(outcome: Outcome): boolean {
  return !outcome.succeeded && NOT_IN_THIS_KERNEL.has(outcome.why);
}

/** The attempt was refused, for the reason given. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Where everybody may write on an ordinary machine. */
export const PUBLIC_FOLDERS: readonly string[] = ['/tmp', '/var/tmp', '/dev/shm', '/run/lock'];

/** The attempt succeeds if it does with any of these. */
export function anyOf<T>(choices: readonly T[], attempt: (choice: T) => unknown): string {
  const reasons = choices.map((choice) => {
    try {
      attempt(choice);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  });
  const lucky = reasons.indexOf(undefined);
  if (lucky < 0) throw new Refused([...new Set(reasons)].join(', '));
  return String(choices[lucky]);
}

/** What stands in the table: the kernel's word for it, if there is one. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? String(error);
}
