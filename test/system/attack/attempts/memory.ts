import { closeSync, openSync, writeSync } from 'node:fs';
import type { AttackContext, AttemptGroup } from '../attempt.ts';
import { RefusedError } from '../attempt.ts';
import { cString, type NativeCalls } from '../native-calls.ts';

const READ = 1;
const WRITE = 2;
const EXECUTE = 4;
const SHARED = 1;
const PRIVATE_ANONYMOUS = 0x22;
const PAGE_BYTES = 4096;
const SHARED_ANONYMOUS = 0x21;
const MREMAP_MAYMOVE = 1;
const SHM_EXEC = 0o100000;
const SHM_RDONLY = 0o10000;
const PERSONALITY_READ_IMPLIES_EXEC = 0x0400000;

/** Machine code that returns 42. */
const RETURN_42: Buffer = Buffer.from(
  { x64: 'b82a000000c3', arm64: '40058052c0035fd6', arm: '2a00a0e31eff2fe1' }[process.arch as 'x64'] ?? '',
  'hex',
);

function runCode(native: NativeCalls, address: number): string {
  const answer = native.executeAt(address);
  if (answer !== 42) throw new RefusedError(`the code returned ${answer}`);
  return 'own machine code ran';
}

function mapAnonymous({ native }: AttackContext, protection: number): number {
  return native.call('mmap', 0, PAGE_BYTES, protection, PRIVATE_ANONYMOUS, -1, 0);
}

export const EXECUTABLE_MEMORY: AttemptGroup = {
  title: 'Memory that can be written and run',
  attempts: [
    {
      title: 'map memory to write and execute, and run code there',
      run(context) {
        const page = mapAnonymous(context, READ | WRITE | EXECUTE);
        context.native.writeMemory(page, RETURN_42);
        return runCode(context.native, page);
      },
    },
    {
      title: 'write first, then make it executable, and run it',
      run(context) {
        const page = mapAnonymous(context, READ | WRITE);
        context.native.writeMemory(page, RETURN_42);
        context.native.call('mprotect', page, PAGE_BYTES, READ | EXECUTE);
        return runCode(context.native, page);
      },
    },
    {
      title: 'the same by pkey_mprotect',
      run(context) {
        const page = mapAnonymous(context, READ | WRITE);
        context.native.writeMemory(page, RETURN_42);
        context.native.call('pkey_mprotect', page, PAGE_BYTES, READ | EXECUTE, -1);
        return runCode(context.native, page);
      },
    },
    {
      title: 'make the program’s own code writable',
      run: ({ native }) =>
        native.fork(
          'mprotect',
          native.codeAddress - (native.codeAddress % PAGE_BYTES),
          PAGE_BYTES,
          READ | WRITE | EXECUTE,
        ),
    },
    {
      title: 'write over its own code through /proc/self/mem',
      run({ native }) {
        const memory = openSync('/proc/self/mem', 'r+');
        try {
          writeSync(memory, RETURN_42, 0, RETURN_42.length, native.codeAddress);
        } finally {
          closeSync(memory);
        }
        return runCode(native, native.codeAddress);
      },
    },
    {
      title: 'map a file of memory (memfd) and execute it',
      run({ native }) {
        const file = native.call('memfd_create', cString('code'), 0);
        native.call('write', file, RETURN_42, RETURN_42.length);
        return runCode(native, native.call('mmap', 0, PAGE_BYTES, READ | EXECUTE, SHARED, file, 0));
      },
    },
    {
      title: 'attach shared memory to execute (SHM_EXEC)',
      run({ native }) {
        const segment = native.call('shmget', 0, PAGE_BYTES, 0o1700);
        const page = native.call('shmat', segment, 0, SHM_EXEC);
        native.writeMemory(page, RETURN_42);
        return runCode(native, page);
      },
    },
    {
      title: 'attach shared memory twice, once to execute and once to write',
      run({ native }) {
        const segment = native.call('shmget', 0, PAGE_BYTES, 0o1700);
        const code = native.call('shmat', segment, 0, SHM_EXEC | SHM_RDONLY);
        native.writeMemory(native.call('shmat', segment, 0, 0), RETURN_42);
        return runCode(native, code);
      },
    },
    {
      title: 'map shared memory to execute, and a second time to write (mremap)',
      run({ native }) {
        const code = native.call('mmap', 0, PAGE_BYTES, READ | EXECUTE, SHARED_ANONYMOUS, -1, 0);
        const alias = native.call('mremap', code, 0, PAGE_BYTES, MREMAP_MAYMOVE);
        native.call('mprotect', alias, PAGE_BYTES, READ | WRITE);
        native.writeMemory(alias, RETURN_42);
        return runCode(native, code);
      },
    },
    {
      title: 'map two shared pages to execute, and make one an alias of the other (remap_file_pages)',
      run({ native }) {
        const code = native.call('mmap', 0, 2 * PAGE_BYTES, READ | EXECUTE, SHARED_ANONYMOUS, -1, 0);
        const alias = code + PAGE_BYTES;
        native.call('mprotect', alias, PAGE_BYTES, READ | WRITE);
        native.call('remap_file_pages', alias, PAGE_BYTES, 0, 0, 0);
        native.writeMemory(alias, RETURN_42);
        return runCode(native, code);
      },
    },
    {
      title: 'have a child write to a page that it shares to execute',
      run({ native }) {
        const code = native.call('mmap', 0, PAGE_BYTES, READ | EXECUTE, SHARED_ANONYMOUS, -1, 0);
        native.writeMemoryInFork(code, RETURN_42);
        return runCode(native, code);
      },
    },
    {
      title: 'map shared memory to execute',
      run: ({ native }) => native.call('mmap', 0, PAGE_BYTES, READ | EXECUTE, SHARED_ANONYMOUS, -1, 0),
    },
    {
      title: 'have all readable memory executable (personality)',
      run: ({ native }) => native.fork('personality', PERSONALITY_READ_IMPLIES_EXEC),
    },
    {
      title: 'handle its own page faults (userfaultfd)',
      run: ({ native }) => native.call('close', native.call('userfaultfd', 0)),
    },
    {
      title: 'compile WebAssembly to machine code',
      run() {
        const { WebAssembly } = globalThis as { WebAssembly?: { Module: new (bytes: Buffer) => object } };
        if (!WebAssembly) throw new RefusedError('there is none');
        return typeof new WebAssembly.Module(Buffer.from('0061736d01000000', 'hex'));
      },
    },
  ],
};
