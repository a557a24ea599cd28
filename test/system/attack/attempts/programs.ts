import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, openSync, readdirSync } from 'node:fs';
import { LIBRARY_FOLDER } from '../../machine/debian.ts';
import { type Attempt, anyOf, type Group, LIBRARY, PUBLIC_FOLDERS, Refused } from '../attempt.ts';
import { type Native, text, words } from '../native.ts';

const AT_EMPTY_PATH = 0x1000;
const LOADERS = /^ld-linux.*\.so/;

/** Becomes the program, in a process of its own. Each of these ends with 0 if it runs. */
function execute(native: Native, path: string, ...args: readonly string[]): string {
  native.fork('execve', text(path), list(native, [path, ...args]), list(native, ['PATH=/usr/bin:/bin']));
  return 'it ran';
}

function list(native: Native, texts: readonly string[]): Buffer {
  return words(...texts.map((word) => native.address(text(word))), 0);
}

function running(path: string, ...args: readonly string[]): Attempt {
  return { title: `run ${[path, ...args].join(' ')}`, try: ({ native }) => execute(native, path, ...args) };
}

/** The dynamic loader, which runs what it is given. */
function loader(): string {
  const name = readdirSync(LIBRARY_FOLDER).find((candidate) => LOADERS.test(candidate));
  if (!name) throw new Error('there is no dynamic loader');
  return `${LIBRARY_FOLDER}/${name}`;
}

export const PROGRAMS: Group = {
  title: 'A program of any kind',
  attempts: [
    running('/bin/sh', '-c', 'exit 0'),
    running('/usr/bin/perl', '-e', 'exit 0'),
    running('/usr/bin/openssl', 'version'),
    running('/usr/bin/su', '--version'),
    running('/usr/bin/mount', '--version'),
    running('/usr/bin/garland', '--version'),
    {
      title: 'run Node anew, without its restrictions',
      try: ({ native }) => execute(native, process.execPath, '-e', '0'),
    },
    {
      title: 'run Node anew, with its restrictions',
      try: ({ native }) => execute(native, process.execPath, '--jitless', '-e', '0'),
    },
    {
      title: 'run the dynamic loader',
      try: ({ native }) => execute(native, loader(), '--version'),
    },
    {
      title: 'have the dynamic loader run Node',
      try: ({ native }) => execute(native, loader(), process.execPath, '--version'),
    },
    {
      title: 'run a library that is a program too: libc.so.6',
      try: ({ native }) => execute(native, `${LIBRARY_FOLDER}/libc.so.6`),
    },
    {
      title: 'run a program by its descriptor (execveat)',
      try({ native }) {
        const file = openSync('/bin/true', 'r');
        native.fork('execveat', file, text(''), list(native, ['true']), list(native, []), AT_EMPTY_PATH);
      },
    },
    {
      title: 'start a program as Node does it',
      async try() {
        const child = spawn('/bin/true', { stdio: 'ignore' });
        const [code] = await once(child, 'exit');
        if (code !== 0) throw new Refused(`it ended with ${code}`);
      },
    },
    {
      title: 'load a library that it has written',
      try: () =>
        anyOf(PUBLIC_FOLDERS, (folder) => {
          const copy = `${folder}/library.node`;
          copyFileSync(LIBRARY, copy);
          process.dlopen({ exports: {} }, copy);
        }),
    },
  ],
};
