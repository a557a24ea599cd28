import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Attempt, anyOf, type Group, PUBLIC_FOLDERS, Refused } from '../attempt.ts';
import { text } from '../native.ts';

const FOLDERS: readonly string[] = [
  '/',
  '/etc',
  '/etc/garland',
  '/etc/garland/tokens',
  '/etc/systemd/system',
  '/usr/lib/garland',
  '/var/lib/garland',
  '/run/garland',
  '/run',
  '/home/alice',
  ...PUBLIC_FOLDERS,
];

function creating(folder: string): Attempt {
  return {
    title: `make a file in ${folder}`,
    try() {
      const path = join(folder, 'garland-attack');
      // Made is enough: an empty file, too, is a place to leave something, its name.
      closeSync(openSync(path, 'wx'));
      rmSync(path);
    },
  };
}

/** Every folder that can be seen, links and other processes aside. */
function* foldersBelow(folder: string): Generator<string> {
  yield folder;
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^\/(proc\/(?!self$)|sys\/)/.test(path)) yield* foldersBelow(path);
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** The key of a piece of memory that another process shares with all. */
export const SHARED_MEMORY = 0x6761726c;

export const WRITING: Group = {
  title: 'A trace on any disk',
  attempts: [
    ...FOLDERS.map(creating),
    {
      title: 'make a file in any folder there is',
      try: () => anyOf([...foldersBelow('/')], (folder) => creating(folder).try(undefined as never)),
    },
    {
      title: 'put back a revoked token: write to the registry',
      try: () => appendFileSync('/etc/garland/tokens/registry.json', ' '),
    },
    {
      title: 'come back after a restart: write to its own program',
      try: () => closeSync(openSync('/usr/lib/garland/gateway.cjs', 'r+')),
    },
    {
      title: 'lay a link for others to follow',
      try: () =>
        anyOf(PUBLIC_FOLDERS, (folder) => {
          symlinkSync('/etc/shadow', join(folder, 'garland-link'));
          rmSync(join(folder, 'garland-link'));
        }),
    },
    {
      title: 'make a setuid file',
      try: () =>
        anyOf(PUBLIC_FOLDERS, (folder) => {
          writeFileSync(join(folder, 'garland-setuid'), '');
          chmodSync(join(folder, 'garland-setuid'), 0o4755);
          rmSync(join(folder, 'garland-setuid'));
        }),
    },
    {
      title: 'make a device of its own',
      try: ({ native }) =>
        anyOf(PUBLIC_FOLDERS, (folder) => {
          native.call('mknodat', -100, text(join(folder, 'garland-device')), 0o020600, 0x0101);
          rmSync(join(folder, 'garland-device'));
        }),
    },
    {
      title: 'keep data in memory that outlives it (POSIX message queue)',
      try: ({ native }) => native.call('close', native.call('mq_open', text('garland'), 0o102, 0o600, 0)),
    },
    {
      title: 'keep data in a file of memory (memfd)',
      try: ({ native }) => native.call('close', native.call('memfd_create', text('data'), 0)),
    },
    {
      title: 'find shared memory that others left',
      try({ native }) {
        const segment = native.call('shmget', SHARED_MEMORY, 0, 0);
        if (segment < 0) throw new Refused('there is none');
      },
    },
    {
      title: 'write to the log of the kernel: /dev/kmsg',
      ownKernel: true,
      try: () => writeFileSync('/dev/kmsg', 'hello\n'),
    },
  ],
};
