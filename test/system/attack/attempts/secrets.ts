import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { type Attempt, type AttemptGroup, RefusedError } from '../attempt.ts';
import { cString } from '../native-calls.ts';

/** Files with a secret, or in folders where people keep theirs. The test creates those that are missing. */
export const SECRETS: Readonly<Record<string, string>> = {
  'the passwords of the machine': '/etc/shadow',
  'the key that signs tokens': '/etc/garland/tokens/private/signing-key.pem',
  'the configuration of the driver': '/etc/garland/driver.toml',
  'the state of the driver': '/var/lib/garland/state.json',
  'a file in root’s home': '/root/secret',
  'a world-readable file in a home folder': '/home/alice/letter',
  'a file of another service that all may read': '/var/lib/other/data',
  'a file on a share that all may read': '/srv/photos/index',
  'a file on a disk that all may read': '/mnt/backup/list',
  'a file in /tmp that all may read': '/tmp/note',
  'the list of users': '/etc/passwd',
  'the password of the Wi-Fi': '/etc/NetworkManager/system-connections/home.nmconnection',
  'the log of the machine': '/var/log/dpkg.log',
  'the environment file of another service': '/etc/default/other',
};

function readAttempt(what: string, path: string): Attempt {
  return { title: `read ${what}: ${path}`, run: () => `${readFileSync(path).length} bytes` };
}

function firstBytes(path: string): string {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(8192);
  const length = readSync(file, buffer, 0, buffer.length, 0);
  closeSync(file);
  return `${length} bytes`;
}

const otherPids = (): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);

export const SECRET_FILES: AttemptGroup = {
  title: 'A secret, or anything of another user',
  attempts: [
    ...Object.entries(SECRETS).map(([what, path]) => readAttempt(what, path)),
    {
      title: 'open a file by its handle, past its folder (open_by_handle_at)',
      needsOwnKernel: true,
      run({ native }) {
        const handle = Buffer.alloc(136);
        handle.writeUInt32LE(128, 0);
        const root = native.call('openat', -100, cString('/'), 0, 0);
        native.call('name_to_handle_at', -100, cString('/etc'), handle, Buffer.alloc(4), 0);
        return native.call('open_by_handle_at', root, handle, 0);
      },
    },
    {
      title: 'see the processes of other users',
      run() {
        if (otherPids().length === 0) throw new RefusedError('there are none to see');
        return `${otherPids().length} processes`;
      },
    },
    {
      title: 'read how another process was started',
      run: ({ otherPid: bystander }) =>
        readFileSync(`/proc/${bystander}/cmdline`, 'utf8').replaceAll('\0', ' '),
    },
    {
      title: 'read the environment of another process',
      run: ({ otherPid: bystander }) => `${readFileSync(`/proc/${bystander}/environ`).length} bytes`,
    },
    {
      title: 'read files through the root folder of another process',
      run: ({ otherPid: bystander }) => readdirSync(`/proc/${bystander}/root/`).join(' '),
    },
    {
      title: 'read the memory of another process',
      run({ native, otherPid: bystander }) {
        const [start = '0'] = readFileSync(`/proc/${bystander}/maps`, 'utf8').split('-');
        const memory = openSync(`/proc/${bystander}/mem`, 'r');
        readSync(memory, Buffer.alloc(8), 0, 8, Number.parseInt(start, 16));
        closeSync(memory);
        return native.call('getpid') > 0;
      },
    },
    {
      title: 'read what the kernel logs: /dev/kmsg',
      needsOwnKernel: true,
      run: () => firstBytes('/dev/kmsg'),
    },
    {
      title: 'read what the kernel logs (syslog)',
      run: ({ native }) => native.call('syslog', 3, Buffer.alloc(64), 64),
    },
    { title: 'read physical memory: /dev/mem', needsOwnKernel: true, run: () => firstBytes('/dev/mem') },
    {
      title: 'read the kernel’s memory: /proc/kcore',
      needsOwnKernel: true,
      run: () => firstBytes('/proc/kcore'),
    },
    {
      title: 'read the disk itself: /dev/nvme0n1',
      needsOwnKernel: true,
      run: () => firstBytes('/dev/nvme0n1'),
    },
    { title: 'read the symbols of the kernel', run: () => firstBytes('/proc/kallsyms') },
    {
      title: 'read the list of connections: /proc/net/tcp of the machine',
      run: () => firstBytes('/proc/1/net/tcp'),
    },
    {
      title: 'take a pseudo-terminal of the machine: /dev/ptmx',
      run: () => closeSync(openSync('/dev/ptmx', 'r+')),
    },
    { title: 'see who is logged in: /dev/pts', run: () => readdirSync('/dev/pts').join(' ') },
    { title: 'see any device: /dev', run: () => readdirSync('/dev').join(' ') },
    { title: 'list what is mounted on the machine', run: () => firstBytes('/proc/1/mounts') },
    { title: 'see what process 1 runs', run: () => readlinkSync('/proc/1/exe') },
  ],
};
