import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { Daemon } from './daemon.ts';

export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));
export const DRIVER: string = join(ROOT, 'packages/led-driver/bin/garland-driver.js');
export const GATEWAY: string = join(ROOT, 'packages/web-gateway/bin/garland-gateway.js');
export const CLI: string = join(ROOT, 'packages/cli/bin/garland.js');

/** The scripts of the three programs: those of the checkout, or those of a package. */
export interface Programs {
  readonly driver: string;
  readonly gateway: string;
  readonly cli: string;
  /** What runs the daemons, if not the Node of this process: a command with its arguments. */
  readonly node?: readonly string[];
}

const CHECKOUT: Programs = { driver: DRIVER, gateway: GATEWAY, cli: CLI };

export interface HouseOptions {
  readonly programs?: Programs;
  readonly pixels?: number;
  /** Lines of TOML. */
  readonly output?: string;
  readonly budgetMa?: number;
  readonly animation?: string;
  readonly crossfadeMs?: number;
  readonly framesPerSecond?: number;
  readonly requestsPerMinute?: number;
  /** More of the gateway's limits. */
  readonly limits?: Readonly<Record<string, number>>;
  /** More of gateway.toml. */
  readonly gatewayToml?: string;
  /** IDs with commas between, or `all`. */
  readonly tokenAllows?: string;
  /** More of driver.toml. */
  readonly driverToml?: string;
}

/** In an emulator it takes seconds. */
const START_DEADLINE_MS = 60_000;

/** A whole Garland in a folder of its own: configuration, keys, a token. The processes are the real ones. */
export class House {
  readonly dir: string = mkdtempSync(join(tmpdir(), 'garland-house-'));
  readonly token: string;
  readonly #programs: Programs;
  readonly #daemons: Daemon[] = [];

  constructor({
    programs = CHECKOUT,
    pixels = 50,
    output = 'kind = "simulator"',
    budgetMa = 20_000,
    animation = 'off',
    crossfadeMs = 100,
    framesPerSecond = 60,
    requestsPerMinute = 600,
    limits = {},
    gatewayToml = '',
    tokenAllows = 'all',
    driverToml = '',
  }: HouseOptions = {}) {
    this.#programs = programs;
    writeFileSync(
      this.path('driver.toml'),
      `[strip]\npixels = ${pixels}\n[output]\n${output}\n[light]\nanimation = "${animation}"\n` +
        `crossfade_ms = ${crossfadeMs}\nframes_per_second = ${framesPerSecond}\n[power]\nbudget_ma = ${budgetMa}\n` +
        `[paths]\nruntime_dir = "${this.dir}"\nstate_dir = "${this.path('state')}"\n${driverToml}`,
    );
    writeFileSync(
      this.path('gateway.toml'),
      `[listen]\nport = 0\n[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n` +
        `[driver]\nsocket = "remote.sock"\n[limits]\nrequests_per_minute = ${requestsPerMinute}\n` +
        `${Object.entries(limits)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join('')}${gatewayToml}`,
    );
    this.garland('token', 'init', '--tree', 'test', '--dir', this.path('tokens'));
    const scope = ['--status', '--allow', tokenAllows];
    this.token = this.garland('token', 'create', 'tester', ...scope, '--dir', this.path('tokens')).trim();
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Runs the command line to its end and returns what it printed. */
  garland(...args: readonly string[]): string {
    return execFileSync(process.execPath, [this.#programs.cli, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** @param env what the driver finds in its environment besides, on a modelled machine say */
  async startDriver(
    nodeArgs: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Daemon> {
    const args = ['--config', this.path('driver.toml')];
    return this.#start(new Daemon(this.#programs.driver, args, nodeArgs, env, this.#programs.node), 'ready');
  }

  async startGateway(
    nodeArgs: readonly string[] = [],
  ): Promise<{ readonly gateway: Daemon; readonly url: string }> {
    const args = ['--config', this.path('gateway.toml')];
    const gateway = await this.#start(
      new Daemon(this.#programs.gateway, args, nodeArgs, {}, this.#programs.node),
      'listening',
    );
    const { port } = await gateway.record('listening');
    return { gateway, url: `http://127.0.0.1:${port}` };
  }

  local(): Promise<DriverClient> {
    return connectToDriver(this.path('local.sock'));
  }

  get authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.token}` };
  }

  /** Ends what is still running and leaves nothing behind. */
  async close(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.end();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #start(daemon: Daemon, event: string): Promise<Daemon> {
    this.#daemons.push(daemon);
    await daemon.record(event, 0, START_DEADLINE_MS);
    return daemon;
  }
}
