/**
 * What the gateway's unit cannot say: conditions on the arguments of system calls that the gateway needs. `filter-arguments` loads
 * this filter, in the kernel's classic BPF, before Node starts. The calls themselves are listed in garland-gateway.service.
 */
const MAP_SHARED = 0x1;
const PROT_EXEC = 0x4;
const CLONE_THREAD = 0x1_0000;
const FCNTL_COMMANDS = { F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4, F_DUPFD_CLOEXEC: 1030 };
const IOCTL_REQUESTS = { TCGETS: 0x5401, FIONBIO: 0x5421, FIOCLEX: 0x5451 };

/** Instructions of classic BPF, as struct sock_filter has them: code, jump if true, jump if false, value. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const jumpIfEqual = (value: number, ifTrue: number, ifFalse: number): Instruction => [
  0x15,
  ifTrue,
  ifFalse,
  value,
];
const jumpIfAny = (bits: number, ifTrue: number, ifFalse: number): Instruction => [
  0x45,
  ifTrue,
  ifFalse,
  bits,
];
const ALLOW: Instruction = [0x06, 0, 0, 0x7fff_0000];
/** EPERM */
const DENY: Instruction = [0x06, 0, 0, 0x0005_0001];
/** In struct seccomp_data. */
const SYSCALL_NUMBER = load(0);
const ARCHITECTURE = load(4);
/** The lower half, which is all that the kernel reads of the arguments below. */
const argument = (index: number): Instruction => load(16 + 8 * index);

function oneOf(index: number, values: readonly number[]): Instruction[] {
  const tests = values.map((value, i) => jumpIfEqual(value, values.length - i, 0));
  return [argument(index), ...tests, DENY, ALLOW];
}

/** What each call is allowed to ask for. */
const CONDITIONS: Readonly<Record<string, readonly Instruction[]>> = {
  // Memory that is shared can be mapped twice, once to write and once to execute. Libraries are mapped privately.
  mmap: [argument(2), jumpIfAny(PROT_EXEC, 0, 3), argument(3), jumpIfAny(MAP_SHARED, 0, 1), DENY, ALLOW],
  // Threads, but no processes.
  clone: [argument(0), jumpIfAny(CLONE_THREAD, 1, 0), DENY, ALLOW],
  fcntl: oneOf(1, Object.values(FCNTL_COMMANDS)),
  ioctl: oneOf(1, Object.values(IOCTL_REQUESTS)),
  // It would give the process another name, among other things.
  prctl: [DENY],
  // The form of 32-bit x86 that has its arguments in memory, where a filter cannot read them.
  old_mmap: [DENY],
};

interface Architecture {
  /** AUDIT_ARCH_* */
  readonly id: number;
  /** The numbers of the calls in `CONDITIONS`. */
  readonly calls: Readonly<Record<string, readonly number[]>>;
}

const CALLS_OF_32_BITS = { mmap: [192], clone: [120], fcntl: [55, 221], ioctl: [54], prctl: [172] };
/** Of all newer architectures. */
const GENERIC_CALLS = { mmap: [222], clone: [220], fcntl: [25], ioctl: [29], prctl: [167] };

/** Those whose libraries the units mount. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x86_64: { id: 0xc000_003e, calls: { mmap: [9], clone: [56], fcntl: [72], ioctl: [16], prctl: [157] } },
  i386: { id: 0x4000_0003, calls: { old_mmap: [90], ...CALLS_OF_32_BITS } },
  arm: { id: 0x4000_0028, calls: CALLS_OF_32_BITS },
  aarch64: { id: 0xc000_00b7, calls: GENERIC_CALLS },
  riscv64: { id: 0xc000_00f3, calls: GENERIC_CALLS },
};

/** The filter as the kernel takes it. On any other architecture it denies everything. */
export function argumentFilter(): Buffer {
  const instructions = [ARCHITECTURE, ...Object.values(ARCHITECTURES).flatMap(architectureBlock), DENY];
  return Buffer.concat(instructions.map(encode));
}

function architectureBlock({ id, calls }: Architecture): Instruction[] {
  const checks = Object.entries(calls).flatMap(([call, numbers]) => {
    const condition = CONDITIONS[call] ?? [];
    return numbers.flatMap((number) => [jumpIfEqual(number, 0, condition.length), ...condition]);
  });
  const block = [SYSCALL_NUMBER, ...checks, ALLOW];
  return [jumpIfEqual(id, 0, block.length), ...block];
}

/** Every architecture above is little-endian. */
function encode([code, ifTrue, ifFalse, value]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
