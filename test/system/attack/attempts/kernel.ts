import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Attempt, anyOf, type Group } from '../attempt.ts';
import { halfWords, text, words } from '../native.ts';

const CGROUPS: readonly string[] = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];
const BPF_MAP_CREATE = 0;
const PERF_SOFTWARE = 1;
const PERF_ATTRIBUTE_BYTES = 112;
const THIS_PROCESS = 0;
const ANY_CPU = -1;
const PROCESS_KEYRING = -2;
const REALTIME_CLOCK = 0;
const WRONG_MAGIC = 0;

/** Writes back what stands there: to be let do it is success enough. */
function rewrite(path: string): void {
  const value = readFileSync(path, 'utf8').replace(/.*\[(.+)\].*/, '$1');
  writeFileSync(path, value);
}

/**
 * A call that would shake the machine, made in such a way that it does nothing: whoever may not make it hears so first, and
 * whoever may hears that the arguments are wrong.
 */
function harmless(title: string, attempt: Attempt['try']): Attempt {
  return {
    title,
    ownKernel: true,
    try(hold) {
      try {
        return attempt(hold);
      } catch (error) {
        if (error instanceof Error && ['EINVAL', 'EFAULT', 'ENOENT', 'ENOEXEC'].includes(error.message))
          return `allowed, but for its arguments: ${error.message}`;
        throw error;
      }
    },
  };
}

export const KERNEL: Group = {
  title: 'The kernel’s own interfaces',
  attempts: [
    {
      title: 'change a setting of the network: /proc/sys/net',
      try: () => rewrite('/proc/sys/net/ipv4/ip_default_ttl'),
    },
    {
      title: 'change a setting of the kernel: /proc/sys/kernel',
      ownKernel: true,
      try: () => rewrite('/proc/sys/kernel/randomize_va_space'),
    },
    {
      title: 'press a magic key: /proc/sysrq-trigger',
      ownKernel: true,
      try: () => closeSync(openSync('/proc/sysrq-trigger', 'w')),
    },
    {
      title: 'change a setting of a device: /sys',
      ownKernel: true,
      try: () => rewrite('/sys/block/nvme0n1/queue/read_ahead_kb'),
    },
    {
      title: 'leave its limits for a group of its own: /sys/fs/cgroup',
      try: () => anyOf(CGROUPS, (folder) => writeFileSync(`${folder}/cgroup.procs`, '0')),
    },
    harmless('load a kernel module', ({ native }) => native.call('init_module', 0, 0, text(''))),
    harmless('load a kernel module from a file', ({ native }) =>
      native.call('finit_module', openSync('/proc/self/status', 'r'), text(''), 0),
    ),
    harmless('unload a kernel module', ({ native }) => native.call('delete_module', text('none'), 0)),
    harmless('start another kernel (kexec)', ({ native }) => native.call('kexec_load', 0, 999, 0, 0)),
    harmless('restart the machine', ({ native }) => native.call('reboot', WRONG_MAGIC, 0, 0, 0)),
    {
      title: 'load a program into the kernel (bpf)',
      try: ({ native }) =>
        native.call('close', native.call('bpf', BPF_MAP_CREATE, halfWords(2, 4, 4, 1, 0, 0), 24)),
    },
    {
      title: 'watch the processor (perf)',
      try({ native }) {
        const attribute = Buffer.concat([halfWords(PERF_SOFTWARE, PERF_ATTRIBUTE_BYTES), Buffer.alloc(104)]);
        native.call('close', native.call('perf_event_open', attribute, THIS_PROCESS, ANY_CPU, -1, 0));
      },
    },
    {
      title: 'keep a key in the kernel (add_key)',
      try: ({ native }) =>
        native.call('add_key', text('user'), text('garland'), text('data'), 4, PROCESS_KEYRING),
    },
    {
      title: 'list the kernel’s keys (keyctl)',
      try: ({ native }) => native.call('keyctl', 0, PROCESS_KEYRING, 1),
    },
    {
      title: 'watch the files of all (fanotify)',
      try: ({ native }) => native.call('close', native.call('fanotify_init', 0, 0)),
    },
    {
      title: 'set the clock',
      ownKernel: true,
      try: ({ native }) =>
        native.call('clock_settime', REALTIME_CLOCK, words(Math.floor(Date.now() / 1000), 0)),
    },
    {
      title: 'trim the clock (adjtimex)',
      ownKernel: true,
      try: ({ native }) => native.call('adjtimex', Buffer.concat([words(0x0002, 0, 0), Buffer.alloc(184)])),
    },
    {
      title: 'rename the machine',
      try: ({ native }) => native.fork('sethostname', text(hostname()), hostname().length),
    },
    harmless('add swap', ({ native }) => native.call('swapon', text('/none'), 0)),
    { title: 'hang up the terminal', ownKernel: true, try: ({ native }) => native.fork('vhangup') },
  ],
};
