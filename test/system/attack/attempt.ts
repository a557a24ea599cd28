import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../machine/architecture.ts';
import type { NativeCalls } from './native-calls.ts';

/** What an attacker in the gateway's place has. */
export interface AttackContext {
  /** Every system call, any memory. */
  readonly native: NativeCalls;
  /** The descriptors that systemd gave to the gateway. */
  readonly listenerFd: number;
  readonly driverFd: number;
  /** A service in the local network, which answers each connection with a word. */
  readonly lanService: { readonly host: string; readonly port: number };
  /** A process of root's that the test can spare. */
  readonly otherPid: number;
  readonly driverPid: number;
  /** The descriptor of a connection from outside that was accepted; each call gives another. */
  acceptedSocket(): Promise<number>;
}

/** `native.c`, compiled. The gateway sees its folder, and has no way to put anything there. */
export const NATIVE_ADDON_PATH: string = join(LIBRARY_FOLDER, 'garland-attack.node');

/**
 * One attack from a compromised gateway. It returns evidence if it succeeded, and throws if it was refused. Without the
 * sandbox the same attack must succeed.
 */
export interface Attempt {
  readonly title: string;
  /** Only a kernel of its own shows the difference to the control; a container shares the machine's. */
  readonly needsOwnKernel?: true;
  run(context: AttackContext): unknown;
  /** It can break the listener or the link to the driver, which the next attempt needs: restart them. */
  readonly needsRestart?: true;
}

/** Attempts with one aim. */
export interface AttemptGroup {
  readonly title: string;
  readonly attempts: readonly Attempt[];
}

/** Sent to the attacker over a connection to the gateway's port. */
export interface AttackCommand extends Pick<AttackContext, 'lanService' | 'otherPid' | 'driverPid'> {
  readonly group: string;
  readonly title: string;
}

/** The result of an attempt. */
export type AttemptResult =
  | { readonly succeeded: true; readonly evidence: string }
  | { readonly succeeded: false; readonly reason: string };

/** Errors of a kernel that was built without a feature, so the attack can't be tried here. */
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

/** Folders in which every user of an ordinary machine can write. */
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
  const succeeded = reasons.indexOf(undefined);
  if (succeeded < 0) throw new RefusedError([...new Set(reasons)].join(', '));
  return String(choices[succeeded]);
}

/** The reason as the table shows it: the kernel's name of the error, if there is one. */
export function reasonOf(error: unknown): string {
  if (error instanceof RefusedError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? String(error);
}
