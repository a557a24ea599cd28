import { readdirSync, writeFileSync } from 'node:fs';
import { type AttemptGroup, RefusedError } from '../attempt.ts';
import { cString, int64s, type NativeCalls } from '../native-calls.ts';

const SIGNAL_PROBE = 0;
const SIGCONT = 18;
/** As many as a machine has that was started just now. */
const MAX_PID = 32_768;
const SEIZE = 0x4206;
const TRACE_ME = 0;
const PR_SET_NAME = 15;
const SAME_FILES = 2;
const ALL_PROCESSORS = int64s(-1);

export const PROCESSES: AttemptGroup = {
  title: 'Other processes',
  attempts: [
    {
      title: 'send a signal to another process',
      run: ({ otherPid: bystander }) => process.kill(bystander, SIGCONT),
    },
    {
      title: 'send a signal to the driver',
      run: ({ driverPid }) => process.kill(driverPid, SIGCONT),
    },
    {
      title: 'find any process to send a signal to',
      run({ native }) {
        const own = new Set(readdirSync('/proc/self/task').map(Number));
        for (let pid = 2; pid <= MAX_PID; pid++)
          if (!own.has(pid) && canSignal(native, pid)) return `process ${pid}`;
        throw new RefusedError('EPERM or ESRCH, of all');
      },
    },
    {
      title: 'send a signal by a descriptor (pidfd)',
      run: ({ native, otherPid: bystander }) =>
        native.call('pidfd_send_signal', native.call('pidfd_open', bystander, 0), SIGCONT, 0, 0),
    },
    {
      title: 'send a signal to a thread of another',
      run: ({ native, otherPid: bystander }) => native.call('tgkill', bystander, bystander, SIGCONT),
    },
    {
      title: 'trace another process (ptrace)',
      run: ({ native, otherPid: bystander }) => native.fork('ptrace', SEIZE, bystander, 0, 0),
    },
    {
      title: 'be traced by a child of its own',
      run: ({ native }) => native.fork('ptrace', TRACE_ME, 0, 0, 0),
    },
    {
      title: 'take a descriptor out of the driver (pidfd_getfd)',
      run: ({ native, driverPid }) =>
        native.call('close', native.call('pidfd_getfd', native.call('pidfd_open', driverPid, 0), 1, 0)),
    },
    {
      title: 'read another process’s memory (process_vm_readv)',
      run({ native, driverPid }) {
        const here = int64s(native.addressOf(Buffer.alloc(8)), 8);
        // Any address will do: permission is checked first.
        const there = int64s(native.codeAddress, 8);
        return countFaultAsSuccess(() => native.call('process_vm_readv', driverPid, here, 1, there, 1, 0));
      },
    },
    {
      title: 'write another process’s memory (process_vm_writev)',
      run({ native, driverPid }) {
        const here = int64s(native.addressOf(Buffer.alloc(8)), 8);
        const there = int64s(16, 8);
        return countFaultAsSuccess(() => native.call('process_vm_writev', driverPid, here, 1, there, 1, 0));
      },
    },
    {
      title: 'compare its files with the driver’s (kcmp)',
      run: ({ native, driverPid }) => native.call('kcmp', process.pid, driverPid, SAME_FILES, 0, 0),
    },
    {
      title: 'take a process descriptor (pidfd)',
      run: ({ native }) => native.call('close', native.call('pidfd_open', process.pid, 0)),
    },
    {
      title: 'take another name, for the log of the kernel (prctl)',
      run: ({ native }) => native.call('prctl', PR_SET_NAME, cString('systemd')),
    },
    {
      title: 'start a process',
      run({ native }) {
        if (native.forkMany(1) === 0) throw new RefusedError('no process');
      },
    },
    {
      title: 'have another process killed when memory is short',
      run: ({ otherPid: bystander }) => writeFileSync(`/proc/${bystander}/oom_score_adj`, '1000'),
    },
    {
      title: 'bind another process to one processor',
      run: ({ native, otherPid: bystander }) =>
        native.call('sched_setaffinity', bystander, ALL_PROCESSORS.length, ALL_PROCESSORS),
    },
  ],
};

function canSignal(native: NativeCalls, pid: number): boolean {
  try {
    native.call('kill', pid, SIGNAL_PROBE);
    return true;
  } catch {
    return false;
  }
}

function countFaultAsSuccess(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof RefusedError && error.message === 'EFAULT') return 'allowed, but for the address';
    throw error;
  }
}
