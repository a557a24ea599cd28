import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../machine/architecture.ts';
import type { NativeCalls } from './native-calls.ts';

/** What an attacker holds who runs in the gateway's place. */
export interface AttackContext {
  /** Every system call, any memory. */
  readonly native: NativeCalls;
  /** The descriptors that systemd gave to the gateway. */
  readonly listenerFd: number;
  readonly driverFd: number;
  /** A service in the local network, which answers each connection with a word. */
  readonly lanService: { readonly host: string; readonly port: number };
  /** A process of root's, which can be killed. */
  readonly otherPid: number;
  readonly driverPid: number;
  /** The descriptor of a connection from outside that was accepted; each call gives another. */
  acceptedSocket(): Promise<number>;
}

/** `native.c`, compiled. The gateway sees its folder, and has no way to put anything there. */
export const NATIVE_ADDON_PATH: string = join(LIBRARY_FOLDER, 'garland-attack.node');

/**
 * One thing that somebody tries who has taken over the gateway. It returns, with what it got, if it succeeded, and
 * throws if it was refused. The same must succeed where there is no sandbox.
 */
export interface Attempt {
  readonly title: string;
  /** To be told from its control, it needs a kernel to itself: a container is a guest on this machine's. */
  readonly needsOwnKernel?: true;
  run(hold: AttackContext): unknown;
  /** It may cost what the next attempt needs, the listener or the link to the driver: start both afresh. */
  readonly needsRestart?: true;
}

/** What a group of attempts is after. */
export interface AttemptGroup {
  readonly title: string;
  readonly attempts: readonly Attempt[];
}

/** What the attacker is told to try, over a connection that came in by the gateway's port. */
export interface AttackCommand extends Pick<AttackContext, 'lanService' | 'otherPid' | 'driverPid'> {
  readonly group: string;
  readonly title: string;
}

/** What came of an attempt. */
export type AttemptResult =
  | { readonly succeeded: true; readonly evidence: string }
  | { readonly succeeded: false; readonly reason: string };

/** What a kernel says of what it was built without: nobody can try that here. */
const UNSUPPORTED_ERRORS: ReadonlySet<string> = new Set([
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOSYS',
  'ENODEV',
]);

export function isUnsupportedByKernel(outcome: AttemptResult): boolean {
  return !outcome.succeeded && UNSUPPORTED_ERRORS.has(outcome.reason);
}

/** The attempt was refused, for the reason given. */
export class RefusedError extends Error {
  override readonly name = 'Refused';
}

/** Where everybody may write on an ordinary machine. */
export const WORLD_WRITABLE_FOLDERS: readonly string[] = ['/tmp', '/var/tmp', '/dev/shm', '/run/lock'];

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
  if (lucky < 0) throw new RefusedError([...new Set(reasons)].join(', '));
  return String(choices[lucky]);
}

/** What stands in the table: the kernel's word for it, if there is one. */
export function reasonOf(error: unknown): string {
  if (error instanceof RefusedError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? String(error);
}
