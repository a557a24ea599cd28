import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { COMPILED_PROGRAMS, PROGRAMS, type ProgramPaths } from './programs.ts';
import { temporaryFolder } from './support.ts';
import { TestProcess } from './test-process.ts';
import { TestTokens } from './tokens.ts';

export interface InstallationOptions {
  readonly programs?: ProgramPaths;
  readonly pixels?: number;
  /** Lines of TOML. */
  readonly output?: string;
  readonly budgetMa?: number;
  readonly animation?: string;
  readonly crossfadeMs?: number;
  readonly framesPerSecond?: number;
  /** More sections of driver.toml. */
  readonly driverToml?: string;
  /** Instead of the generous ones; what is left out has the gateway's own default. */
  readonly limits?: Readonly<Record<string, number>>;
  /** More sections of gateway.toml. */
  readonly gatewayToml?: string;
  /** The socket that the gateway connects to, relative to the folder, unless it is the driver's own. */
  readonly driverSocket?: string;
}

/** More than any test needs that is not about limits. */
export const GENEROUS_LIMITS: Readonly<Record<string, number>> = {
  failures_per_minute: 100_000,
  health_checks_per_minute: 100_000,
  requests_per_minute: 100_000,
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};

/** In an emulator it takes seconds. */
const START_DEADLINE_MS = 60_000;

/** A whole Garland in a folder of its own: configuration, tokens, and the daemons as processes, once they are started. */
export class Installation {
  readonly folder: string = temporaryFolder();
  readonly tokens: TestTokens = new TestTokens(this.path('tokens'));
  /** A token that permits everything. */
  readonly token: string = this.tokens.issue();
  readonly #programs: ProgramPaths | undefined;
  readonly #daemons: TestProcess[] = [];

  constructor(options: InstallationOptions = {}) {
    this.#programs = options.programs;
    for (const name of ['run', 'state']) mkdirSync(this.path(name), { mode: 0o700 });
    this.writeDriverConfig(options);
    this.writeGatewayConfig(options);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  get driverConfig(): string {
    return this.path('driver.toml');
  }

  get gatewayConfig(): string {
    return this.path('gateway.toml');
  }

  get localSocket(): string {
    return this.path('run/local.sock');
  }

  get remoteSocket(): string {
    return this.path('run/remote.sock');
  }

  get authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.token}` };
  }

  writeDriverConfig({
    pixels = 50,
    output = 'kind = "simulator"',
    budgetMa = 20_000,
    animation = 'off',
    crossfadeMs = 100,
    framesPerSecond = 60,
    driverToml = '',
  }: InstallationOptions = {}): void {
    writeFileSync(
      this.driverConfig,
      `[strip]\npixels = ${pixels}\n[output]\n${output}\n[light]\nanimation = "${animation}"\n` +
        `crossfade_ms = ${crossfadeMs}\nframes_per_second = ${framesPerSecond}\n[power]\nbudget_ma = ${budgetMa}\n` +
        `[paths]\nruntime_dir = "${this.path('run')}"\nstate_dir = "${this.path('state')}"\n${driverToml}`,
    );
  }

  writeGatewayConfig({
    limits = GENEROUS_LIMITS,
    gatewayToml = '',
    driverSocket = 'run/remote.sock',
  }: InstallationOptions = {}): void {
    const limitLines = Object.entries(limits).map(([key, value]) => `${key} = ${value}\n`);
    writeFileSync(
      this.gatewayConfig,
      `[listen]\nport = 0\n[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n` +
        `[driver]\nsocket = "${driverSocket}"\n[limits]\n${limitLines.join('')}${gatewayToml}`,
    );
  }

  get gatewayToml(): string {
    return readFileSync(this.gatewayConfig, 'utf8');
  }

  async startDriver(
    nodeArgs: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<TestProcess> {
    const driver = this.#start('driver', this.driverConfig, nodeArgs, env);
    await driver.record('ready', 0, START_DEADLINE_MS);
    return driver;
  }

  async startGateway(
    nodeArgs: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ readonly gateway: TestProcess; readonly port: number; readonly url: string }> {
    const gateway = this.#start('gateway', this.gatewayConfig, nodeArgs, env);
    const port = Number((await gateway.record('listening', 0, START_DEADLINE_MS)).port);
    return { gateway, port, url: `http://127.0.0.1:${port}` };
  }

  connectLocal(): Promise<DriverClient> {
    return connectToDriver(this.localSocket);
  }

  /** Runs the command line to its end and returns its standard output. */
  runCli(...args: readonly string[]): string {
    return execFileSync(process.execPath, [(this.#programs ?? PROGRAMS).cli, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Ends what still runs and removes the folder. */
  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all(this.#daemons.map((daemon) => daemon.stop(signal)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(
    name: 'driver' | 'gateway',
    config: string,
    nodeArgs: readonly string[],
    env: NodeJS.ProcessEnv,
  ): TestProcess {
    // Code that is loaded before a program finds its modules only where they are files.
    const programs = this.#programs ?? (nodeArgs.includes('--import') ? COMPILED_PROGRAMS : PROGRAMS);
    const node = programs.nodeCommand ?? [process.execPath];
    const command = [...node, ...nodeArgs, programs[name], '--config', config];
    const daemon = new TestProcess(command, { env, ipc: true });
    this.#daemons.push(daemon);
    return daemon;
  }
}
