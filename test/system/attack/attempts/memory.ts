import { closeSync, openSync, writeSync } from 'node:fs';
import type { Group, Hold } from '../attempt.ts';
import { Refused } from '../attempt.ts';
import { type Native, text } from '../native.ts';

const READ = 1;
const WRITE = 2;
const EXECUTE = 4;
const SHARED = 1;
const PRIVATE_ANONYMOUS = 0x22;
const PAGE_BYTES = 4096;
const SHM_EXEC = 0o100000;
const PERSONALITY_READ_IMPLIES_EXEC = 0x0400000;

/** Machine code that returns 42. */
const ANSWER: Buffer = Buffer.from(
  { x64: 'b82a000000c3', arm64: '40058052c0035fd6', arm: '2a00a0e31eff2fe1' }[process.arch as 'x64'] ?? '',
  'hex',
);

function run(native: Native, address: number): string {
  const answer = native.jump(address);
  if (answer !== 42) throw new Refused(`the code returned ${answer}`);
  return 'own machine code ran';
}

function anonymous({ native }: Hold, protection: number): number {
  return native.call('mmap', 0, PAGE_BYTES, protection, PRIVATE_ANONYMOUS, -1, 0);
}

export const MEMORY: Group = {
  title: 'Memory that can be written and run',
  attempts: [
    {
      title: 'map memory to write and execute, and run code there',
      try(hold) {
        const page = anonymous(hold, READ | WRITE | EXECUTE);
        hold.native.poke(page, ANSWER);
        return run(hold.native, page);
      },
    },
    {
      title: 'write first, then make it executable, and run it',
      try(hold) {
        const page = anonymous(hold, READ | WRITE);
        hold.native.poke(page, ANSWER);
        hold.native.call('mprotect', page, PAGE_BYTES, READ | EXECUTE);
        return run(hold.native, page);
      },
    },
    {
      title: 'the same by pkey_mprotect',
      try(hold) {
        const page = anonymous(hold, READ | WRITE);
        hold.native.poke(page, ANSWER);
        hold.native.call('pkey_mprotect', page, PAGE_BYTES, READ | EXECUTE, -1);
        return run(hold.native, page);
      },
    },
    {
      title: 'make the program’s own code writable',
      try: ({ native }) =>
        native.fork('mprotect', native.code - (native.code % PAGE_BYTES), PAGE_BYTES, READ | WRITE | EXECUTE),
    },
    {
      title: 'write over its own code through /proc/self/mem',
      try({ native }) {
        const memory = openSync('/proc/self/mem', 'r+');
        try {
          writeSync(memory, ANSWER, 0, ANSWER.length, native.code);
        } finally {
          closeSync(memory);
        }
        return run(native, native.code);
      },
    },
    {
      title: 'map a file of memory (memfd) and execute it',
      try({ native }) {
        const file = native.call('memfd_create', text('code'), 0);
        native.call('write', file, ANSWER, ANSWER.length);
        return run(native, native.call('mmap', 0, PAGE_BYTES, READ | EXECUTE, SHARED, file, 0));
      },
    },
    {
      title: 'attach shared memory to execute (SHM_EXEC)',
      try({ native }) {
        const segment = native.call('shmget', 0, PAGE_BYTES, 0o1700);
        const page = native.call('shmat', segment, 0, SHM_EXEC);
        native.poke(page, ANSWER);
        return run(native, page);
      },
    },
    {
      title: 'have all readable memory executable (personality)',
      try: ({ native }) => native.fork('personality', PERSONALITY_READ_IMPLIES_EXEC),
    },
    {
      title: 'handle its own page faults (userfaultfd)',
      try: ({ native }) => native.call('close', native.call('userfaultfd', 0)),
    },
    {
      title: 'compile WebAssembly to machine code',
      try() {
        const { WebAssembly } = globalThis as { WebAssembly?: { Module: new (bytes: Buffer) => object } };
        if (!WebAssembly) throw new Refused('there is none');
        return typeof new WebAssembly.Module(Buffer.from('0061736d01000000', 'hex'));
      },
    },
  ],
};
