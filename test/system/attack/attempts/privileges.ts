import { type Attempt, type Group, Refused } from '../attempt.ts';
import { halfWords, text, words } from '../native.ts';

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
const BEST = -20;
const NO_FILE_LIMIT = 7;
const REALTIME_IO = 1 << 13;
const CURRENT_AND_FUTURE = 3;
const MS_BIND = 4096;
const MANY_PROCESSES = 100;
const MUCH_MEMORY_MB = 220;

function entering([name, flag]: [string, number]): Attempt[] {
  return [
    { title: `make a ${name} namespace by clone`, try: ({ native }) => native.clone(flag) },
    { title: `make a ${name} namespace by unshare`, try: ({ native }) => native.fork('unshare', flag) },
  ];
}

export const PRIVILEGES: Group = {
  title: 'More power than it was given',
  attempts: [
    ...Object.entries(NAMESPACES).flatMap(entering),
    {
      title: 'join the namespaces of another process',
      try: ({ native, bystander }) =>
        native.fork('setns', native.call('pidfd_open', bystander, 0), NAMESPACES.IPC as number),
    },
    {
      title: 'mount a file system',
      try: ({ native }) => native.fork('mount', text('none'), text('/mnt'), text('tmpfs'), 0, 0),
    },
    {
      title: 'mount one place over another',
      try: ({ native }) => native.fork('mount', text('/usr'), text('/mnt'), 0, MS_BIND, 0),
    },
    { title: 'unmount what hides something', try: ({ native }) => native.fork('umount2', text('/mnt'), 2) },
    {
      title: 'mount by the newer system calls (fsopen)',
      try: ({ native }) => native.call('close', native.call('fsopen', text('tmpfs'), 0)),
    },
    {
      title: 'take another root folder (chroot)',
      try: ({ native }) => native.fork('chroot', text('/usr')),
    },
    { title: 'become root (setresuid)', try: ({ native }) => native.fork('setresuid', 0, 0, 0) },
    { title: 'become somebody else', try: ({ native }) => native.fork('setresuid', 1234, 1234, 1234) },
    { title: 'join the group of root', try: ({ native }) => native.fork('setresgid', 0, 0, 0) },
    { title: 'join other groups', try: ({ native }) => native.fork('setgroups', 1, halfWords(0)) },
    {
      title: 'take the capability to administer the system',
      try({ native }) {
        const set = 1 << SYS_ADMIN;
        return native.fork('capset', halfWords(CAPABILITY_VERSION, 0), halfWords(set, set, 0, 0, 0, 0));
      },
    },
    {
      title: 'hand a capability on to programs',
      try: ({ native }) => native.fork('prctl', CAP_AMBIENT, CAP_AMBIENT_RAISE, SYS_ADMIN, 0, 0),
    },
    {
      title: 'run before all others, in real time',
      ownKernel: true,
      try: ({ native }) => native.fork('sched_setscheduler', 0, FIFO, halfWords(1)),
    },
    { title: 'run before most others (nice)', try: ({ native }) => native.fork('setpriority', 0, 0, BEST) },
    {
      title: 'read and write before all others',
      try: ({ native }) => native.fork('ioprio_set', 1, 0, REALTIME_IO),
    },
    {
      title: 'lift its limits',
      ownKernel: true,
      try: ({ native }) => native.fork('prlimit64', 0, NO_FILE_LIMIT, words(1_000_000, 1_000_000), 0),
    },
    {
      title: `start ${MANY_PROCESSES} processes`,
      ownKernel: true,
      try({ native }) {
        const started = native.crowd(MANY_PROCESSES);
        if (started < MANY_PROCESSES) throw new Refused(`no more than ${started}`);
      },
    },
    {
      title: `fill ${MUCH_MEMORY_MB} MB of memory`,
      ownKernel: true,
      spoils: true,
      try: ({ native }) => native.hoard(MUCH_MEMORY_MB << 20),
    },
    {
      title: 'keep all its memory from being swapped',
      try: ({ native }) => native.fork('mlockall', CURRENT_AND_FUTURE),
    },
    {
      title: 'put its system calls through the old root (pivot_root)',
      ownKernel: true,
      try({ native }) {
        try {
          return native.fork('pivot_root', text('/usr'), text('/usr'));
        } catch (error) {
          // The arguments are wrong on purpose: only whoever may call it hears so.
          if (error instanceof Refused && ['EINVAL', 'EBUSY'].includes(error.message)) return error.message;
          throw error;
        }
      },
    },
    {
      title: 'give a file to root',
      try: ({ native }) => native.call('fchownat', CURRENT_FOLDER, text('/proc/self/comm'), 0, 0, 0),
    },
  ],
};
