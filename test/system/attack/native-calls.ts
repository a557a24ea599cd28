import { constants } from 'node:os';
import { RefusedError } from './attempt.ts';

type Argument = number | Buffer;

/** What `native.c` exports. */
interface Addon {
  call(name: string, ...args: Argument[]): number;
  fork(name: string, ...args: Argument[]): number;
  clone(flags: number): number;
  executeAt(address: number): number;
  forkMany(count: number): number;
  allocate(bytes: number): number;
  burnCpu(ms: number): number;
  writeMemory(address: number, bytes: Buffer): void;
  writeMemoryInFork(address: number, bytes: Buffer): number;
  addressOf(bytes: Buffer): number;
  codeAddress(): number;
  foreignSyscall(): number;
  x32Syscall(): number;
}

/** Names by number. If two names have one number, the first is used. */
const ERRORS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);
const KILLED_OFFSET = -1000;

/** Every system call by its name. An error number of the kernel's is thrown as a `RefusedError`. */
export class NativeCalls {
  readonly #addon: Addon;
  readonly #retained: Buffer[] = [];

  constructor(addon: unknown) {
    this.#addon = addon as Addon;
  }

  call(name: string, ...args: Argument[]): number {
    return checked(this.#addon.call(name, ...args));
  }

  /** In a child process, for calls that would cripple this one. */
  fork(name: string, ...args: Argument[]): number {
    return checked(this.#addon.fork(name, ...args));
  }

  /** A child in new namespaces. */
  clone(flags: number): number {
    return checked(this.#addon.clone(flags));
  }

  /** Runs the machine code at an address. @returns its result, 0 to 255 */
  executeAt(address: number): number {
    const result = this.#addon.executeAt(address);
    if (result <= KILLED_OFFSET) throw new RefusedError(`killed by signal ${KILLED_OFFSET - result}`);
    return -result;
  }

  /** @returns how many of `count` processes could be started at once */
  forkMany(count: number): number {
    return this.#addon.forkMany(count);
  }

  /** Fills this much memory. */
  allocate(bytes: number): number {
    return checked(this.#addon.allocate(bytes));
  }

  /** Keeps every processor busy for this long, in threads of its own. */
  burnCpu(ms: number): number {
    return checked(this.#addon.burnCpu(ms));
  }

  writeMemory(address: number, bytes: Buffer): void {
    this.#addon.writeMemory(address, bytes);
  }

  /** From a child process, which shares the page with this one. */
  writeMemoryInFork(address: number, bytes: Buffer): void {
    checked(this.#addon.writeMemoryInFork(address, bytes));
  }

  /** The address of bytes, for a structure that points to them. They are never freed. */
  addressOf(bytes: Buffer): number {
    this.#retained.push(bytes);
    return this.#addon.addressOf(bytes);
  }

  /** The address of machine code that returns 41. */
  get codeAddress(): number {
    return this.#addon.codeAddress();
  }

  /** Opens a socket by the system calls of another architecture. Kernels without those raise SIGSEGV. */
  foreignSyscall(): number {
    const result = this.#addon.foreignSyscall();
    if (result === KILLED_OFFSET - constants.signals.SIGSEGV) throw new RefusedError('ENOSYS');
    return checked(result);
  }

  /** Opens a socket by the x32 interface. */
  x32Syscall(): number {
    return checked(this.#addon.x32Syscall());
  }
}

function checked(result: number): number {
  if (result >= 0) return result;
  if (result <= KILLED_OFFSET) throw new RefusedError(`killed by signal ${KILLED_OFFSET - result}`);
  throw new RefusedError(ERRORS.get(-result) ?? `error ${-result}`);
}

/** A path, or any text, with the NUL byte that ends it. */
export function cString(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** Consecutive numbers of 64 bits each. */
export function int64s(...values: readonly (number | bigint)[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => {
    buffer.writeBigInt64LE(BigInt(value), 8 * i);
  });
  return buffer;
}

export function int32s(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    buffer.writeInt32LE(value, 4 * i);
  });
  return buffer;
}

/** The address of an IPv4 service for a dual-stack socket, which the gateway's are. */
export function sockaddrIn({ host, port }: { readonly host: string; readonly port: number }): Buffer {
  const address = Buffer.alloc(28);
  address.writeUInt16LE(10, 0);
  address.writeUInt16BE(port, 2);
  address.writeUInt16BE(0xffff, 18);
  host.split('.').forEach((part, i) => {
    address[20 + i] = Number(part);
  });
  return address;
}

/** The address of a Unix socket; `@` begins an abstract one. */
export function sockaddrUn(path: string): Buffer {
  const address = Buffer.alloc(110);
  address.writeUInt16LE(1, 0);
  address.write(path.replace(/^@/, '\0'), 2);
  return address;
}

/** `connect` to it ends a connection; the socket can then connect elsewhere. */
export const SOCKADDR_UNSPEC: Buffer = Buffer.alloc(16);
