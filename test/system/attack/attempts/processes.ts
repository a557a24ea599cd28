import { readdirSync, writeFileSync } from 'node:fs';
import { type Group, Refused } from '../attempt.ts';
import { type Native, words } from '../native.ts';

const PROBE = 0;
const CONTINUE = 18;
/** As many as a machine has that was started just now. */
const MOST_PIDS = 32_768;
const SEIZE = 0x4206;
const TRACE_ME = 0;
const SAME_FILES = 2;
const ALL_PROCESSORS = words(-1);

export const PROCESSES: Group = {
  title: 'Other processes',
  attempts: [
    {
      title: 'send a signal to another process',
      try: ({ bystander }) => process.kill(bystander, CONTINUE),
    },
    {
      title: 'send a signal to the driver',
      try: ({ driverProcess }) => process.kill(driverProcess, CONTINUE),
    },
    {
      title: 'find anybody to send a signal to',
      try({ native }) {
        const own = new Set(readdirSync('/proc/self/task').map(Number));
        for (let pid = 2; pid <= MOST_PIDS; pid++)
          if (!own.has(pid) && maySignal(native, pid)) return `process ${pid}`;
        throw new Refused('EPERM or ESRCH, of all');
      },
    },
    {
      title: 'send a signal by a descriptor (pidfd)',
      try: ({ native, bystander }) =>
        native.call('pidfd_send_signal', native.call('pidfd_open', bystander, 0), CONTINUE, 0, 0),
    },
    {
      title: 'send a signal to a thread of another',
      try: ({ native, bystander }) => native.call('tgkill', bystander, bystander, CONTINUE),
    },
    {
      title: 'trace another process (ptrace)',
      try: ({ native, bystander }) => native.fork('ptrace', SEIZE, bystander, 0, 0),
    },
    {
      title: 'be traced by a child of its own',
      try: ({ native }) => native.fork('ptrace', TRACE_ME, 0, 0, 0),
    },
    {
      title: 'take a descriptor out of the driver (pidfd_getfd)',
      try: ({ native, driverProcess }) =>
        native.call('close', native.call('pidfd_getfd', native.call('pidfd_open', driverProcess, 0), 1, 0)),
    },
    {
      title: 'read another process’s memory (process_vm_readv)',
      try({ native, driverProcess }) {
        const here = words(native.address(Buffer.alloc(8)), 8);
        // Any address will do: who may not look hears so before.
        const there = words(native.code, 8);
        return faultIsSuccess(() => native.call('process_vm_readv', driverProcess, here, 1, there, 1, 0));
      },
    },
    {
      title: 'write another process’s memory (process_vm_writev)',
      try({ native, driverProcess }) {
        const here = words(native.address(Buffer.alloc(8)), 8);
        const there = words(16, 8);
        return faultIsSuccess(() => native.call('process_vm_writev', driverProcess, here, 1, there, 1, 0));
      },
    },
    {
      title: 'compare its files with the driver’s (kcmp)',
      try: ({ native, driverProcess }) => native.call('kcmp', process.pid, driverProcess, SAME_FILES, 0, 0),
    },
    {
      title: 'have another process killed when memory is short',
      try: ({ bystander }) => writeFileSync(`/proc/${bystander}/oom_score_adj`, '1000'),
    },
    {
      title: 'bind another process to one processor',
      try: ({ native, bystander }) =>
        native.call('sched_setaffinity', bystander, ALL_PROCESSORS.length, ALL_PROCESSORS),
    },
  ],
};

function maySignal(native: Native, pid: number): boolean {
  try {
    native.call('kill', pid, PROBE);
    return true;
  } catch {
    return false;
  }
}

function faultIsSuccess(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof Refused && error.message === 'EFAULT') return 'allowed, but for the address';
    throw error;
  }
}
