import { constants } from 'node:os';
import { RefusedError } from './attempt.ts';

type Argument = number | Buffer;

/** What `native.c` exports. */
interface Addon {
  call(name: string, ...args: Argument[]): number;
  fork(name: string, ...args: Argument[]): number;
  clone(flags: number): number;
  jump(address: number): number;
  crowd(count: number): number;
  hoard(bytes: number): number;
  spin(ms: number): number;
  poke(address: number, bytes: Buffer): void;
  writeInFork(address: number, bytes: Buffer): number;
  address(bytes: Buffer): number;
  code(): number;
  foreign(): number;
}

/** By number; of two names for one, the first. */
const ERRORS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);
const KILLED_OFFSET = -1000;

/** Every system call by its name. An error of the kernel's is thrown as what it is: a refusal. */
export class NativeCalls {
  readonly #addon: Addon;
  readonly #retained: Buffer[] = [];

  constructor(addon: unknown) {
    this.#addon = addon as Addon;
  }

  call(name: string, ...args: Argument[]): number {
    return checked(this.#addon.call(name, ...args));
  }

  /** In a process of its own, for what would cripple this one. */
  fork(name: string, ...args: Argument[]): number {
    return checked(this.#addon.fork(name, ...args));
  }

  /** A child in new namespaces. */
  clone(flags: number): number {
    return checked(this.#addon.clone(flags));
  }

  /** Runs the machine code at an address, and gives what it returned, 0 to 255. */
  executeAt(address: number): number {
    const result = this.#addon.jump(address);
    if (result <= KILLED_OFFSET) throw new RefusedError(`killed by signal ${KILLED_OFFSET - result}`);
    return -result;
  }

  /** How many of so many processes can be there at once. */
  forkMany(count: number): number {
    return this.#addon.crowd(count);
  }

  /** Fills so much memory. */
  allocate(bytes: number): number {
    return checked(this.#addon.hoard(bytes));
  }

  /** Keeps every processor busy for so long, beside everything else. */
  burnCpu(ms: number): number {
    return checked(this.#addon.spin(ms));
  }

  writeMemory(address: number, bytes: Buffer): void {
    this.#addon.poke(address, bytes);
  }

  /** The same by a child process, which shares the page with this one. */
  writeMemoryInFork(address: number, bytes: Buffer): void {
    checked(this.#addon.writeInFork(address, bytes));
  }

  /** Where bytes lie, for a structure that points to them. They are kept from now on. */
  addressOf(bytes: Buffer): number {
    this.#retained.push(bytes);
    return this.#addon.address(bytes);
  }

  /** The address of some machine code of ours, which returns 41. */
  get codeAddress(): number {
    return this.#addon.code();
  }

  /** A socket by the system calls of another architecture. To a kernel without those it is a faulty instruction. */
  foreignSyscall(): number {
    const result = this.#addon.foreign();
    if (result === KILLED_OFFSET - constants.signals.SIGSEGV) throw new RefusedError('ENOSYS');
    return checked(result);
  }
}

function checked(result: number): number {
  if (result >= 0) return result;
  if (result <= KILLED_OFFSET) throw new RefusedError(`killed by signal ${KILLED_OFFSET - result}`);
  throw new RefusedError(ERRORS.get(-result) ?? `error ${-result}`);
}

/** A path, or any text, as the kernel reads it. */
export function cString(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** Numbers one behind the other, as 32 or 64 bits each. */
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

/** The address of an IPv4 service, as `connect` wants it of a socket that speaks both versions: the gateway's do. */
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

/** No address: `connect` to it ends a connection and leaves a socket free to connect elsewhere. */
export const SOCKADDR_UNSPEC: Buffer = Buffer.alloc(16);
