import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { missingBuildTool, packageFile, scratchFolder, unpackPackage } from './deb.ts';

const skip = missingBuildTool() ?? false;

function packagedFilter(): Buffer {
  const tree = join(scratchFolder(), 'tree');
  unpackPackage(packageFile(), tree);
  return readFileSync(join(tree, 'usr/lib/garland/gateway.bpf'));
}
const program: Buffer = skip ? Buffer.alloc(0) : packagedFilter();

const ALLOWED = 0x7fff_0000;
const EPERM = 0x0005_0001;
const [READ, WRITE, EXECUTE] = [1, 2, 4];
const [SHARED, PRIVATE, ANONYMOUS, SHARED_VALIDATE] = [1, 2, 0x20, 3];
const THREAD = 0x003d_0f00;
const SIGCHLD = 17;

/** Runs the filter as the kernel does, on a call with its arguments. */
function verdict(architecture: number, call: number, ...args: readonly number[]): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call, 0);
  data.writeUInt32LE(architecture, 4);
  args.forEach((value, i) => {
    data.writeUInt32LE(value, 16 + 8 * i);
  });
  for (let at = 0, loaded = 0; ; at++) {
    const code = program.readUInt16LE(8 * at);
    const value = program.readUInt32LE(8 * at + 4);
    if (code === 0x06) return value;
    if (code === 0x20) {
      loaded = data.readUInt32LE(value);
      continue;
    }
    const isTrue = code === 0x15 ? loaded === value : (loaded & value) !== 0;
    at += program.readUInt8(8 * at + (isTrue ? 2 : 3));
  }
}

interface Numbers {
  readonly id: number;
  readonly mmap: number;
  readonly clone: number;
  readonly fcntl: number;
  readonly ioctl: number;
  readonly prctl: number;
  readonly read: number;
}
const ARCHITECTURES: Readonly<Record<string, Numbers>> = {
  x86_64: { id: 0xc000_003e, mmap: 9, clone: 56, fcntl: 72, ioctl: 16, prctl: 157, read: 0 },
  i386: { id: 0x4000_0003, mmap: 192, clone: 120, fcntl: 221, ioctl: 54, prctl: 172, read: 3 },
  arm: { id: 0x4000_0028, mmap: 192, clone: 120, fcntl: 221, ioctl: 54, prctl: 172, read: 3 },
  aarch64: { id: 0xc000_00b7, mmap: 222, clone: 220, fcntl: 25, ioctl: 29, prctl: 167, read: 63 },
  riscv64: { id: 0xc000_00f3, mmap: 222, clone: 220, fcntl: 25, ioctl: 29, prctl: 167, read: 63 },
};

for (const [name, { id, ...calls }] of Object.entries(ARCHITECTURES))
  describe(`the gateway’s argument filter on ${name}`, { skip }, () => {
    const cases: readonly (readonly [title: string, expected: number, call: number, ...args: number[]])[] = [
      ['a library', ALLOWED, calls.mmap, 0, 4096, READ | EXECUTE, PRIVATE],
      ['memory of its own', ALLOWED, calls.mmap, 0, 4096, READ | WRITE, PRIVATE | ANONYMOUS],
      ['shared memory', ALLOWED, calls.mmap, 0, 4096, READ | WRITE, SHARED | ANONYMOUS],
      ['executable shared memory', EPERM, calls.mmap, 0, 4096, READ | EXECUTE, SHARED | ANONYMOUS],
      ['the same, validated', EPERM, calls.mmap, 0, 4096, EXECUTE, SHARED_VALIDATE | ANONYMOUS],
      ['a thread', ALLOWED, calls.clone, THREAD],
      ['a process', EPERM, calls.clone, SIGCHLD],
      ['a descriptor without blocking', ALLOWED, calls.fcntl, 3, 4, 2048],
      ['a lock', EPERM, calls.fcntl, 3, 37],
      ['an owner of its signals', EPERM, calls.fcntl, 3, 8, 1],
      ['a socket without blocking', ALLOWED, calls.ioctl, 3, 0x5421],
      ['the network interfaces', EPERM, calls.ioctl, 3, 0x8912],
      ['another name', EPERM, calls.prctl, 15],
      ['any other call', ALLOWED, calls.read, 0, 0, 0],
    ];
    for (const [title, expected, call, ...args] of cases)
      test(`${expected === ALLOWED ? 'allows' : 'denies'} ${title}`, () => {
        assert.equal(verdict(id, call, ...args), expected);
      });
  });

test('the filter denies everything on an architecture that it does not know', { skip }, () => {
  assert.equal(verdict(0x8000_0016, 3), EPERM);
});

test('the filter denies the old mmap of i386, whose arguments it cannot read', { skip }, () => {
  assert.equal(verdict(0x4000_0003, 90), EPERM);
});
