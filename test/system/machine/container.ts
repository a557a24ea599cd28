import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOTFS } from './rootfs.ts';
import { type CompletedProgram, outputOrThrow, runProgram } from './run-program.ts';
import { runOrThrow, type TestMachine, waitUntil } from './test-machine.ts';

/** With a service that can't start, systemd is busy for some time. */
const BOOT_DEADLINE_MS = 60_000;
const ENV_COMMAND = ['-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8', 'HOME=/root'];

export interface ContainerOptions {
  /** The container's root gets every privilege that this machine's root has, so that only a unit's own sandbox is in the way. */
  readonly privileged?: boolean;
}

/**
 * A real systemd on a copy of the tree, in a network of its own. The copy lies in memory and is forgotten. Needs the
 * namespaces that `main.ts` gives to the tests, which also take everything away if the test is killed.
 */
export class Container implements TestMachine {
  readonly hostAddress: string;
  readonly #inside: string;
  readonly #name: string;
  readonly #folder: string;
  readonly #options: ContainerOptions;
  #nspawn: ChildProcess | undefined;
  #leader = 0;

  private constructor(options: ContainerOptions) {
    // One at a time in each test process, and those share a network: the process ID keeps them apart.
    const { pid } = process;
    const net = `10.${(pid >> 8) & 255}.${pid & 255}`;
    this.hostAddress = `${net}.1`;
    this.#inside = `${net}.2`;
    this.#name = `g${pid}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'garland-container-'));
    this.#options = options;
  }

  static async boot(options: ContainerOptions = {}): Promise<Container> {
    const container = new Container(options);
    await container.#mountRootfs();
    await container.start();
    return container;
  }

  /** A path in it, as seen from here: in the copy of the tree, or what is mounted over it once it runs. */
  path(inside: string): string {
    return this.#leader ? `/proc/${this.#leader}/root${inside}` : join(this.#root, inside);
  }

  run(script: string): Promise<CompletedProgram> {
    return runProgram('nsenter', [
      '-t',
      String(this.#leader),
      '-a',
      'env',
      ...ENV_COMMAND,
      'sh',
      '-c',
      script,
    ]);
  }

  addressOf(port: number): { host: string; port: number } {
    return { host: this.#inside, port };
  }

  /** Boots it. */
  async start(): Promise<void> {
    const { privileged } = this.#options;
    const nspawn = spawn(
      'systemd-nspawn',
      [
        ...['--register=no', '--keep-unit', '--quiet', '--console=pipe', '--boot', '--network-veth'],
        ...['--directory', this.#root, '--machine', this.#name],
        ...(privileged ? ['--capability=all', '--system-call-filter=@known'] : []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    for (const stream of [nspawn.stdout, nspawn.stderr])
      stream.on('data', (text) => {
        said += String(text);
      });
    this.#nspawn = nspawn;
    await waitUntil(
      'the container has booted',
      async () => {
        if (nspawn.exitCode !== null) throw new Error(`systemd-nspawn ended: ${said}`);
        this.#leader = leaderOf(nspawn.pid ?? 0);
        const { stdout } = await this.run('systemctl is-system-running');
        return /running|degraded/.test(stdout);
      },
      BOOT_DEADLINE_MS,
    );
    await outputOrThrow('ip', ['address', 'add', `${this.hostAddress}/30`, 'dev', `ve-${this.#name}`]);
    await outputOrThrow('ip', ['link', 'set', `ve-${this.#name}`, 'up']);
    await runOrThrow(this, `ip address add ${this.#inside}/30 dev host0 && ip link set host0 up`);
  }

  /** Shuts it down; what it has on disk stays for the next start. */
  async stop(): Promise<void> {
    const ended = this.#nspawn && this.#nspawn.exitCode === null && once(this.#nspawn, 'exit');
    await this.run('systemctl poweroff');
    await ended;
    this.#leader = 0;
  }

  async close(): Promise<void> {
    if (this.#nspawn?.exitCode === null) {
      const ended = once(this.#nspawn, 'exit');
      this.#nspawn.kill('SIGKILL');
      await ended;
    }
    await runProgram('umount', [this.#root]);
    await runProgram('umount', [this.#folder]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #root(): string {
    return join(this.#folder, 'root');
  }

  async #mountRootfs(): Promise<void> {
    await outputOrThrow('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'garland', this.#folder]);
    for (const part of ['root', 'upper', 'work']) mkdirSync(join(this.#folder, part));
    const layers = `lowerdir=${ROOTFS},upperdir=${this.#folder}/upper,workdir=${this.#folder}/work`;
    await outputOrThrow('mount', ['-t', 'overlay', '-o', layers, 'garland', this.#root]);
  }
}

/** The process that is number one in the container. */
function leaderOf(nspawn: number): number {
  const leader = Number(readFileSync(`/proc/${nspawn}/task/${nspawn}/children`, 'utf8').trim());
  if (!leader) throw new Error('systemd-nspawn has not started its payload yet');
  return leader;
}
