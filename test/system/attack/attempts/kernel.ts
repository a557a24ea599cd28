import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Attempt, type AttemptGroup, anyOf } from '../attempt.ts';
import { cString, int32s, int64s } from '../native-calls.ts';

const CGROUPS: readonly string[] = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];
const BPF_MAP_CREATE = 0;
const PERF_SOFTWARE = 1;
const PERF_ATTRIBUTE_BYTES = 112;
const THIS_PROCESS = 0;
const ANY_CPU = -1;
const PROCESS_KEYRING = -2;
const REALTIME_CLOCK = 0;
const WRONG_MAGIC = 0;

/** Writes back the current value: permission to do so is success enough. */
function writeBack(path: string): void {
  const value = readFileSync(path, 'utf8').replace(/.*\[(.+)\].*/, '$1');
  writeFileSync(path, value);
}

/**
 * A call that would disturb the machine, with invalid arguments, so that it does nothing. Permission is checked before the
 * arguments.
 */
function withInvalidArguments(title: string, attempt: Attempt['run']): Attempt {
  return {
    title,
    needsOwnKernel: true,
    run(context) {
      try {
        return attempt(context);
      } catch (error) {
        if (error instanceof Error && ['EINVAL', 'EFAULT', 'ENOENT', 'ENOEXEC'].includes(error.message))
          return `allowed, but for its arguments: ${error.message}`;
        throw error;
      }
    },
  };
}

export const KERNEL_INTERFACES: AttemptGroup = {
  title: 'The kernel’s own interfaces',
  attempts: [
    {
      title: 'change a setting of the network: /proc/sys/net',
      run: () => writeBack('/proc/sys/net/ipv4/ip_default_ttl'),
    },
    {
      title: 'change a setting of the kernel: /proc/sys/kernel',
      needsOwnKernel: true,
      run: () => writeBack('/proc/sys/kernel/randomize_va_space'),
    },
    {
      title: 'press a magic key: /proc/sysrq-trigger',
      needsOwnKernel: true,
      run: () => closeSync(openSync('/proc/sysrq-trigger', 'w')),
    },
    {
      title: 'change a setting of a device: /sys',
      needsOwnKernel: true,
      run: () => writeBack('/sys/block/nvme0n1/queue/read_ahead_kb'),
    },
    {
      title: 'leave its limits for a group of its own: /sys/fs/cgroup',
      run: () => anyOf(CGROUPS, (folder) => writeFileSync(`${folder}/cgroup.procs`, '0')),
    },
    withInvalidArguments('load a kernel module', ({ native }) =>
      native.call('init_module', 0, 0, cString('')),
    ),
    withInvalidArguments('load a kernel module from a file', ({ native }) =>
      native.call('finit_module', openSync('/proc/self/status', 'r'), cString(''), 0),
    ),
    withInvalidArguments('unload a kernel module', ({ native }) =>
      native.call('delete_module', cString('none'), 0),
    ),
    withInvalidArguments('start another kernel (kexec)', ({ native }) =>
      native.call('kexec_load', 0, 999, 0, 0),
    ),
    withInvalidArguments('restart the machine', ({ native }) => native.call('reboot', WRONG_MAGIC, 0, 0, 0)),
    {
      title: 'load a program into the kernel (bpf)',
      run: ({ native }) =>
        native.call('close', native.call('bpf', BPF_MAP_CREATE, int32s(2, 4, 4, 1, 0, 0), 24)),
    },
    {
      title: 'watch the processor (perf)',
      run({ native }) {
        const attribute = Buffer.concat([int32s(PERF_SOFTWARE, PERF_ATTRIBUTE_BYTES), Buffer.alloc(104)]);
        native.call('close', native.call('perf_event_open', attribute, THIS_PROCESS, ANY_CPU, -1, 0));
      },
    },
    {
      title: 'keep a key in the kernel (add_key)',
      run: ({ native }) =>
        native.call('add_key', cString('user'), cString('garland'), cString('data'), 4, PROCESS_KEYRING),
    },
    {
      title: 'list the kernel’s keys (keyctl)',
      run: ({ native }) => native.call('keyctl', 0, PROCESS_KEYRING, 1),
    },
    {
      title: 'watch all files (fanotify)',
      run: ({ native }) => native.call('close', native.call('fanotify_init', 0, 0)),
    },
    {
      title: 'set the clock',
      needsOwnKernel: true,
      run: ({ native }) =>
        native.call('clock_settime', REALTIME_CLOCK, int64s(Math.floor(Date.now() / 1000), 0)),
    },
    {
      title: 'trim the clock (adjtimex)',
      needsOwnKernel: true,
      run: ({ native }) => native.call('adjtimex', Buffer.concat([int64s(0x0002, 0, 0), Buffer.alloc(184)])),
    },
    {
      title: 'rename the machine',
      run: ({ native }) => native.fork('sethostname', cString(hostname()), hostname().length),
    },
    withInvalidArguments('add swap', ({ native }) => native.call('swapon', cString('/none'), 0)),
    { title: 'hang up the terminal', needsOwnKernel: true, run: ({ native }) => native.fork('vhangup') },
  ],
};
