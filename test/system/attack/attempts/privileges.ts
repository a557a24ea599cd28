import { type Attempt, type AttemptGroup, RefusedError } from '../attempt.ts';
import { cString, int32s, int64s } from '../native-calls.ts';

const NAMESPACES: Readonly<Record<string, number>> = {
  user: 0x1000_0000,
  mount: 0x0002_0000,
  network: 0x4000_0000,
  process: 0x2000_0000,
  IPC: 0x0800_0000,
  UTS: 0x0400_0000,
  cgroup: 0x0200_0000,
};
const CURRENT_FOLDER = -100;
const CAPABILITY_VERSION = 0x2008_0522;
const CAP_AMBIENT = 47;
const CAP_AMBIENT_RAISE = 2;
const SYS_ADMIN = 21;
const FIFO = 1;
const HIGHEST_PRIORITY = -20;
const NO_FILE_LIMIT = 7;
const REALTIME_IO = 1 << 13;
const CURRENT_AND_FUTURE = 3;
const MS_BIND = 4096;
const PROCESS_COUNT = 100;
const MEMORY_FILL_MB = 220;

function namespaceAttempts([name, flag]: [string, number]): Attempt[] {
  return [
    { title: `make a ${name} namespace by clone`, run: ({ native }) => native.clone(flag) },
    { title: `make a ${name} namespace by unshare`, run: ({ native }) => native.fork('unshare', flag) },
  ];
}

export const PRIVILEGES: AttemptGroup = {
  title: 'More power than it was given',
  attempts: [
    ...Object.entries(NAMESPACES).flatMap(namespaceAttempts),
    {
      title: 'join the namespaces of another process',
      run: ({ native, otherPid: bystander }) =>
        native.fork('setns', native.call('pidfd_open', bystander, 0), NAMESPACES.IPC as number),
    },
    {
      title: 'mount a file system',
      run: ({ native }) => native.fork('mount', cString('none'), cString('/mnt'), cString('tmpfs'), 0, 0),
    },
    {
      title: 'mount one place over another',
      run: ({ native }) => native.fork('mount', cString('/usr'), cString('/mnt'), 0, MS_BIND, 0),
    },
    {
      title: 'unmount what hides something',
      run: ({ native }) => native.fork('umount2', cString('/mnt'), 2),
    },
    {
      title: 'mount by the newer system calls (fsopen)',
      run: ({ native }) => native.call('close', native.call('fsopen', cString('tmpfs'), 0)),
    },
    {
      title: 'take another root folder (chroot)',
      run: ({ native }) => native.fork('chroot', cString('/usr')),
    },
    { title: 'become root (setresuid)', run: ({ native }) => native.fork('setresuid', 0, 0, 0) },
    { title: 'become another user', run: ({ native }) => native.fork('setresuid', 1234, 1234, 1234) },
    { title: 'join the group of root', run: ({ native }) => native.fork('setresgid', 0, 0, 0) },
    { title: 'join other groups', run: ({ native }) => native.fork('setgroups', 1, int32s(0)) },
    {
      title: 'take the capability to administer the system',
      run({ native }) {
        const set = 1 << SYS_ADMIN;
        return native.fork('capset', int32s(CAPABILITY_VERSION, 0), int32s(set, set, 0, 0, 0, 0));
      },
    },
    {
      title: 'pass a capability on to programs',
      run: ({ native }) => native.fork('prctl', CAP_AMBIENT, CAP_AMBIENT_RAISE, SYS_ADMIN, 0, 0),
    },
    {
      title: 'run before all others, in real time',
      needsOwnKernel: true,
      run: ({ native }) => native.fork('sched_setscheduler', 0, FIFO, int32s(1)),
    },
    {
      title: 'run before most others (nice)',
      run: ({ native }) => native.fork('setpriority', 0, 0, HIGHEST_PRIORITY),
    },
    {
      title: 'read and write before all others',
      run: ({ native }) => native.fork('ioprio_set', 1, 0, REALTIME_IO),
    },
    {
      title: 'lift its limits',
      needsOwnKernel: true,
      run: ({ native }) => native.fork('prlimit64', 0, NO_FILE_LIMIT, int64s(1_000_000, 1_000_000), 0),
    },
    {
      title: `start ${PROCESS_COUNT} processes`,
      needsOwnKernel: true,
      run({ native }) {
        const started = native.forkMany(PROCESS_COUNT);
        if (started < PROCESS_COUNT) throw new RefusedError(`no more than ${started}`);
      },
    },
    {
      title: `fill ${MEMORY_FILL_MB} MB of memory`,
      needsOwnKernel: true,
      needsRestart: true,
      run: ({ native }) => native.allocate(MEMORY_FILL_MB << 20),
    },
    {
      title: 'keep all its memory from being swapped',
      run: ({ native }) => native.fork('mlockall', CURRENT_AND_FUTURE),
    },
    {
      title: 'put its system calls through the old root (pivot_root)',
      needsOwnKernel: true,
      run({ native }) {
        try {
          return native.fork('pivot_root', cString('/usr'), cString('/usr'));
        } catch (error) {
          // The arguments are invalid on purpose: permission is checked first.
          if (error instanceof RefusedError && ['EINVAL', 'EBUSY'].includes(error.message))
            return error.message;
          throw error;
        }
      },
    },
    {
      title: 'give a file to root',
      run: ({ native }) => native.call('fchownat', CURRENT_FOLDER, cString('/proc/self/comm'), 0, 0, 0),
    },
  ],
};
