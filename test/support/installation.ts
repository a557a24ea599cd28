import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { DaemonProcess } from './daemon-process.ts';

export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));
export const DRIVER_SCRIPT: string = join(ROOT, 'packages/led-driver/bin/garland-driver.js');
export const GATEWAY_SCRIPT: string = join(ROOT, 'packages/web-gateway/bin/garland-gateway.js');
export const CLI_SCRIPT: string = join(ROOT, 'packages/cli/bin/garland.js');

/** The scripts of the three programs: those of the checkout, or those of a package. */
export interface ProgramPaths {
  readonly driver: string;
  readonly gateway: string;
  readonly cli: string;
  /** What runs the daemons, if not the Node of this process: a command with its arguments. */
  readonly nodeCommand?: readonly string[];
}

const CHECKOUT_PROGRAMS: ProgramPaths = { driver: DRIVER_SCRIPT, gateway: GATEWAY_SCRIPT, cli: CLI_SCRIPT };

export interface InstallationOptions {
  readonly programs?: ProgramPaths;
  readonly pixels?: number;
  /** Lines of TOML. */
  readonly output?: string;
  readonly budgetMa?: number;
  readonly animation?: string;
  readonly crossfadeMs?: number;
  readonly framesPerSecond?: number;
  readonly requestsPerMinute?: number;
  /** More of the gateway's limits. */
  readonly gatewayLimits?: Readonly<Record<string, number>>;
  /** More of gateway.toml. */
  readonly gatewayToml?: string;
  /** IDs with commas between, or `all`. */
  readonly tokenScope?: string;
  /** More of driver.toml. */
  readonly driverToml?: string;
}

/** In an emulator it takes seconds. */
const START_DEADLINE_MS = 60_000;

/** A whole Garland in a folder of its own: configuration, keys, a token. The processes are the real ones. */
export class Installation {
  readonly dir: string = mkdtempSync(join(tmpdir(), 'garland-house-'));
  readonly token: string;
  readonly #programs: ProgramPaths;
  readonly #daemons: DaemonProcess[] = [];

  constructor({
    programs = CHECKOUT_PROGRAMS,
    pixels = 50,
    output = 'kind = "simulator"',
    budgetMa = 20_000,
    animation = 'off',
    crossfadeMs = 100,
    framesPerSecond = 60,
    requestsPerMinute = 600,
    gatewayLimits = {},
    gatewayToml = '',
    tokenScope = 'all',
    driverToml = '',
  }: InstallationOptions = {}) {
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
        `${Object.entries(gatewayLimits)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join('')}${gatewayToml}`,
    );
    this.runCli('token', 'init', '--tree', 'test', '--dir', this.path('tokens'));
    const scope = ['--status', '--allow', tokenScope];
    this.token = this.runCli('token', 'create', 'tester', ...scope, '--dir', this.path('tokens')).trim();
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Runs the command line to its end and returns what it printed. */
  runCli(...args: readonly string[]): string {
    return execFileSync(process.execPath, [this.#programs.cli, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** @param env what the driver finds in its environment besides, on a modelled machine say */
  async startDriver(
    nodeArgs: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<DaemonProcess> {
    const args = ['--config', this.path('driver.toml')];
    return this.#untilRecorded(
      new DaemonProcess(this.#programs.driver, args, nodeArgs, env, this.#programs.nodeCommand),
      'ready',
    );
  }

  async startGateway(
    nodeArgs: readonly string[] = [],
  ): Promise<{ readonly gateway: DaemonProcess; readonly url: string }> {
    const args = ['--config', this.path('gateway.toml')];
    const gateway = await this.#untilRecorded(
      new DaemonProcess(this.#programs.gateway, args, nodeArgs, {}, this.#programs.nodeCommand),
      'listening',
    );
    const { port } = await gateway.record('listening');
    return { gateway, url: `http://127.0.0.1:${port}` };
  }

  connectLocal(): Promise<DriverClient> {
    return connectToDriver(this.path('local.sock'));
  }

  get authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.token}` };
  }

  /** Ends what is still running and leaves nothing behind. */
  async close(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #untilRecorded(daemon: DaemonProcess, event: string): Promise<DaemonProcess> {
    this.#daemons.push(daemon);
    await daemon.record(event, 0, START_DEADLINE_MS);
    return daemon;
  }
}
