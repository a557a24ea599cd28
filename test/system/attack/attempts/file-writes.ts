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
import { type Attempt, type AttemptGroup, anyOf, RefusedError, WORLD_WRITABLE_FOLDERS } from '../attempt.ts';
import { cString, int64s } from '../native-calls.ts';

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
  ...WORLD_WRITABLE_FOLDERS,
];

function createFileAttempt(folder: string): Attempt {
  return {
    title: `make a file in ${folder}`,
    run() {
      const path = join(folder, 'garland-attack');
      // Creating it is enough: even an empty file has a name, which carries data.
      closeSync(openSync(path, 'wx'));
      rmSync(path);
    },
  };
}

/** Every visible folder, except links and the folders of other processes. */
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

const LOCK_EXCLUSIVE = 2;
const F_OFD_SETLK = 37;

/** The key of memory that another process shares with every user. */
export const SHARED_MEMORY_KEY = 0x6761726c;

export const WRITING: AttemptGroup = {
  title: 'Write to any disk',
  attempts: [
    ...FOLDERS.map(createFileAttempt),
    {
      title: 'make a file in any folder there is',
      run: () => anyOf([...foldersBelow('/')], (folder) => createFileAttempt(folder).run(undefined as never)),
    },
    {
      title: 'restore a revoked token: write to the registry',
      run: () => appendFileSync('/etc/garland/tokens/registry.json', ' '),
    },
    {
      title: 'survive a restart: write to its own program',
      run: () => closeSync(openSync('/usr/lib/garland/gateway.cjs', 'r+')),
    },
    {
      title: 'plant a link for others to follow',
      run: () =>
        anyOf(WORLD_WRITABLE_FOLDERS, (folder) => {
          symlinkSync('/etc/shadow', join(folder, 'garland-link'));
          rmSync(join(folder, 'garland-link'));
        }),
    },
    {
      title: 'make a setuid file',
      run: () =>
        anyOf(WORLD_WRITABLE_FOLDERS, (folder) => {
          writeFileSync(join(folder, 'garland-setuid'), '');
          chmodSync(join(folder, 'garland-setuid'), 0o4755);
          rmSync(join(folder, 'garland-setuid'));
        }),
    },
    {
      title: 'make a device of its own',
      run: ({ native }) =>
        anyOf(WORLD_WRITABLE_FOLDERS, (folder) => {
          native.call('mknodat', -100, cString(join(folder, 'garland-device')), 0o020600, 0x0101);
          rmSync(join(folder, 'garland-device'));
        }),
    },
    {
      title: 'keep data in memory that outlives it (POSIX message queue)',
      run: ({ native }) => native.call('close', native.call('mq_open', cString('garland'), 0o102, 0o600, 0)),
    },
    {
      title: 'keep data in a file of memory (memfd)',
      run: ({ native }) => native.call('close', native.call('memfd_create', cString('data'), 0)),
    },
    {
      title: 'find shared memory of others',
      run({ native }) {
        const segment = native.call('shmget', SHARED_MEMORY_KEY, 0, 0);
        if (segment < 0) throw new RefusedError('there is none');
      },
    },
    {
      title: 'lock a file against root (flock)',
      run: ({ native }) => native.call('flock', openSync('/etc/garland/gateway.toml', 'r'), LOCK_EXCLUSIVE),
    },
    {
      title: 'lock a file against root (fcntl)',
      run: ({ native }) => {
        const lock = int64s(0, 0, 0, 0);
        return native.call('fcntl', openSync('/etc/garland/gateway.toml', 'r'), F_OFD_SETLK, lock);
      },
    },
    {
      title: 'watch files (inotify)',
      run: ({ native }) => native.call('close', native.call('inotify_init1', 0)),
    },
    { title: 'have the disk write at once (sync)', run: ({ native }) => native.call('sync') },
    {
      title: 'write to the log of the kernel: /dev/kmsg',
      needsOwnKernel: true,
      run: () => writeFileSync('/dev/kmsg', 'hello\n'),
    },
  ],
};
