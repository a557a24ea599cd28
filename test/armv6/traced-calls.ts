import { readFileSync } from 'node:fs';
import { settingWords } from '../package/unit-settings.ts';

/** Of what systemd always allows (`systemd-analyze syscall-filter @default`): those that the gateway calls. */
const ALLOWED_BY_SYSTEMD: readonly string[] = [
  ...['brk', 'exit', 'exit_group', 'mmap2', 'mprotect', 'munmap', 'rt_sigreturn', 'sigreturn'],
  ...['clock_getres_time64', 'clock_gettime64', 'clock_nanosleep_time64', 'futex', 'futex_time64', 'rseq'],
  ...['getegid32', 'geteuid32', 'getgid32', 'getuid32', 'getpid', 'gettid', 'getrandom', 'restart_syscall'],
  ...['prlimit64', 'ugetrlimit', 'sched_getaffinity', 'sched_yield', 'set_robust_list', 'set_tid_address'],
];
/** A service gets its listener and its connection from systemd; without systemd the gateway opens both. */
const NOT_IN_A_SERVICE: readonly string[] = ['socket', 'bind', 'connect', 'setsockopt'];
/** Of 32-bit ARM: QEMU does not know the names of newer calls. */
const NUMBERS: Readonly<Record<string, string>> = {
  398: 'rseq',
  406: 'clock_getres_time64',
  422: 'futex_time64',
  435: 'clone3',
};

export const ALLOWED_CALLS: readonly string[] = [
  ...settingWords('garland-gateway.service', 'SystemCallFilter'),
  ...ALLOWED_BY_SYSTEMD,
];

/** The names of the system calls in a trace by QEMU. */
export function tracedCalls(file: string): string[] {
  const lines = readFileSync(file, 'utf8').matchAll(/^\d+ (?:Unknown syscall (\d+)|(\w+)\()/gm);
  const names = [...lines].map(([, number, name]) => name ?? NUMBERS[number ?? ''] ?? `call ${number}`);
  return [...new Set(names)].filter((name) => !NOT_IN_A_SERVICE.includes(name));
}
