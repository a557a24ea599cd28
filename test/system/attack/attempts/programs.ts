import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, openSync, readdirSync } from 'node:fs';
import { LIBRARY_FOLDER } from '../../machine/architecture.ts';
import {
  type Attempt,
  type AttemptGroup,
  anyOf,
  NATIVE_ADDON_PATH,
  RefusedError,
  WORLD_WRITABLE_FOLDERS,
} from '../attempt.ts';
import { cString, int64s, type NativeCalls } from '../native-calls.ts';

const AT_EMPTY_PATH = 0x1000;
const LOADER_NAME = /^ld-linux.*\.so/;

/** Becomes the program, in a process of its own. Each of these ends with 0 if it runs. */
function execProgram(native: NativeCalls, path: string, ...args: readonly string[]): string {
  native.fork(
    'execve',
    cString(path),
    pointerArray(native, [path, ...args]),
    pointerArray(native, ['PATH=/usr/bin:/bin']),
  );
  return 'it ran';
}

function pointerArray(native: NativeCalls, texts: readonly string[]): Buffer {
  return int64s(...texts.map((word) => native.addressOf(cString(word))), 0);
}

function runProgram(path: string, ...args: readonly string[]): Attempt {
  return {
    title: `run ${[path, ...args].join(' ')}`,
    run: ({ native }) => execProgram(native, path, ...args),
  };
}

/** The dynamic loader, which runs what it is given. */
function dynamicLoader(): string {
  const name = readdirSync(LIBRARY_FOLDER).find((candidate) => LOADER_NAME.test(candidate));
  if (!name) throw new Error('there is no dynamic loader');
  return `${LIBRARY_FOLDER}/${name}`;
}

export const PROGRAMS: AttemptGroup = {
  title: 'A program of any kind',
  attempts: [
    runProgram('/bin/sh', '-c', 'exit 0'),
    runProgram('/usr/bin/perl', '-e', 'exit 0'),
    runProgram('/usr/bin/openssl', 'version'),
    runProgram('/usr/bin/su', '--version'),
    runProgram('/usr/bin/mount', '--version'),
    runProgram('/usr/bin/garland', '--version'),
    {
      title: 'run Node anew, without its restrictions',
      run: ({ native }) => execProgram(native, process.execPath, '-e', '0'),
    },
    {
      title: 'run Node anew, with its restrictions',
      run: ({ native }) => execProgram(native, process.execPath, '--jitless', '-e', '0'),
    },
    {
      title: 'run the dynamic loader',
      run: ({ native }) => execProgram(native, dynamicLoader(), '--version'),
    },
    {
      title: 'have the dynamic loader run Node',
      run: ({ native }) => execProgram(native, dynamicLoader(), process.execPath, '--version'),
    },
    {
      title: 'run a library that is a program too: libc.so.6',
      run: ({ native }) => execProgram(native, `${LIBRARY_FOLDER}/libc.so.6`),
    },
    {
      title: 'run a program by its descriptor (execveat)',
      run({ native }) {
        const file = openSync('/bin/true', 'r');
        native.fork(
          'execveat',
          file,
          cString(''),
          pointerArray(native, ['true']),
          pointerArray(native, []),
          AT_EMPTY_PATH,
        );
      },
    },
    {
      title: 'start a program as Node does it',
      async run() {
        const child = spawn('/bin/true', { stdio: 'ignore' });
        const [code] = await once(child, 'exit');
        if (code !== 0) throw new RefusedError(`it ended with ${code}`);
      },
    },
    {
      title: 'load a library that it has written',
      run: () =>
        anyOf(WORLD_WRITABLE_FOLDERS, (folder) => {
          const copy = `${folder}/library.node`;
          copyFileSync(NATIVE_ADDON_PATH, copy);
          process.dlopen({ exports: {} }, copy);
        }),
    },
  ],
};
