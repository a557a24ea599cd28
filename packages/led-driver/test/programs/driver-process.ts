import { once } from 'node:events';
import { linkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestProcess } from '@garland/test-kit/test-process';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A module for the driver to load first: it reports on standard error what the strip shows before and after its close. */
export const REPORT_STRIP_ON_CLOSE: string = `
  import { Simulator } from ${JSON.stringify(new URL('../../src/output/simulator.js', import.meta.url).href)};
  const { close } = Simulator.prototype;
  Simulator.prototype.close = function () {
    const lit = this.shown.some((word) => word !== 0);
    close.call(this);
    const dark = this.shown.every((word) => word === 0);
    process.stderr.write('close: lit before ' + lit + ', dark after ' + dark + '\\n');
  };
`;

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** An ES module that is loaded before the driver. */
  readonly preload?: string;
  /** Descriptors from 3 on, with their names, as systemd passes them. */
  readonly inherited?: InheritedDescriptors;
}

interface InheritedDescriptors {
  readonly descriptors: readonly number[];
  readonly names: string;
  readonly pid?: string;
}

export interface ConfigOptions {
  /** More TOML for the section. */
  readonly light?: string;
  /** More sections. */
  readonly rest?: string;
  readonly pixels?: number;
}

/** A configuration for a short strip without hardware. */
export function writeConfig(
  folder: string,
  { light = '', rest = '', pixels = 20 }: ConfigOptions = {},
): string {
  const file = join(folder, 'driver.toml');
  writeFileSync(
    file,
    `[strip]\npixels = ${pixels}\n[output]\nkind = "simulator"\n[light]\n${light}\n` +
      `[paths]\nruntime_dir = ${JSON.stringify(join(folder, 'run'))}\nstate_dir = ${JSON.stringify(join(folder, 'state'))}\n${rest}`,
  );
  return file;
}

/** The real driver, until the end of the test. */
export class DriverProcess extends TestProcess {
  constructor(t: TestContext, { args = [], env = {}, preload, inherited }: ProcessOptions) {
    const load = preload ? ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] : [];
    const command = [process.execPath, ...load, MAIN, ...args];
    super(inherited ? withInherited(command, inherited) : command, {
      env,
      fds: inherited?.descriptors ?? [],
    });
    t.after(() => this.stop('SIGKILL'));
  }

  /** Starts one, and waits until it is ready. */
  static async startAndWait(
    t: TestContext,
    folder: string,
    options: ProcessOptions = {},
  ): Promise<DriverProcess> {
    const driver = new DriverProcess(t, { ...options, args: ['--config', join(folder, 'driver.toml')] });
    await driver.record('ready');
    return driver;
  }
}

/** The variables name the process that they are meant for, and only a shell knows the number of the one that it becomes. */
function withInherited(command: readonly string[], inherited: InheritedDescriptors): string[] {
  const { descriptors, names, pid = '$$' } = inherited;
  const script = `LISTEN_PID=${pid} LISTEN_FDS=${descriptors.length} LISTEN_FDNAMES=${names} exec "$0" "$@"`;
  return ['/bin/sh', '-c', script, ...command];
}

/** A client on one of the driver's own sockets. */
export async function connectClient(
  t: TestContext,
  folder: string,
  role: 'local' | 'remote' = 'local',
): Promise<DriverClient> {
  const one = await connectToDriver(join(folder, 'run', `${role}.sock`));
  t.after(() => one.close());
  return one;
}

/** Waits until the strip gives light. */
export async function waitUntilLit(t: TestContext, folder: string): Promise<void> {
  const watcher = await connectClient(t, folder);
  for await (const { rgb } of watcher.stream('Frames', {})) if (/[^A=]/.test(rgb)) break;
  watcher.close();
}

/** A folder with a configuration in it. */
export function driverDirectory(t: TestContext, options: ConfigOptions = {}): string {
  const folder = temporaryFolder(t);
  writeConfig(folder, options);
  return folder;
}

export interface InheritedSocket {
  readonly fd: number;
  /** Closes it here: only the process that inherited it listens on. */
  release(): void;
}

/** A listening socket, made as systemd makes it. */
export async function createInheritedSocket(t: TestContext, path: string): Promise<InheritedSocket> {
  const server = createServer();
  // Closing a server removes its path, so the one that stays is another name of the same socket.
  server.listen(`${path}.made`);
  await once(server, 'listening');
  linkSync(`${path}.made`, path);
  t.after(() => server.close());
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { fd, release: () => server.close() };
}
