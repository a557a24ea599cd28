import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RetiringKey, TokenClaims, TokenRecord } from '@garland/tokens';
import { ChildDaemon, DRIVER_MAIN, GATEWAY_MAIN, temporaryFolder } from './child-daemon.ts';
import { sendRequest, type TestRequest, type TestResponse } from './http-client.ts';
import {
  claimsFor,
  type KeyPair,
  newKeyPair,
  recordFor,
  signClaims,
  writeRegistry,
} from './token-fixtures.ts';

export interface TestSystemOptions {
  /** Whether the real driver runs; without it the socket's path is free for a scripted one. */
  readonly withDriver?: boolean;
  readonly limits?: Readonly<Record<string, number>>;
  readonly extraToml?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the gateway finds the driver, relative to the folder; its own socket unless something stands between. */
  readonly driverSocket?: string;
}

/** Generous, so that no test meets a limit that it is not about. */
const GENEROUS_LIMITS = {
  failures_per_minute: 100_000,
  health_checks_per_minute: 100_000,
  requests_per_minute: 100_000,
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};

/** A whole house in a temporary folder: keys, registry, driver and gateway, the last two as real processes. */
export class TestSystem {
  readonly folder: string;
  readonly keys: KeyPair = newKeyPair();
  readonly configFile: string;
  readonly socketPath: string;
  readonly registryPath: string;
  readonly publicKeyPath: string;
  readonly #remove: () => void;
  readonly #records: TokenRecord[] = [];
  #retiringKeys: readonly RetiringKey[] = [];
  driver: ChildDaemon | undefined;
  gateway!: ChildDaemon;
  port = 0;
  /** A token that may do everything. */
  token = '';

  constructor({ limits, extraToml = '', driverSocket = 'run/remote.sock' }: TestSystemOptions = {}) {
    const { path, remove } = temporaryFolder();
    this.folder = path;
    this.#remove = remove;
    this.configFile = join(path, 'gateway.toml');
    this.socketPath = join(path, 'run', 'remote.sock');
    this.registryPath = join(path, 'tokens.json');
    this.publicKeyPath = join(path, 'token-key.pub.pem');
    writeFileSync(this.publicKeyPath, this.keys.publicPem);
    this.writeConfig({ ...GENEROUS_LIMITS, ...limits }, extraToml, driverSocket);
    this.token = this.issue();
  }

  static async start(options: TestSystemOptions = {}): Promise<TestSystem> {
    const house = new TestSystem(options);
    if (options.withDriver ?? true) await house.startDriver();
    await house.startGateway(options.env);
    return house;
  }

  writeConfig(
    limits: Readonly<Record<string, number>>,
    extraToml = '',
    driverSocket = 'run/remote.sock',
  ): void {
    const lines = Object.entries(limits).map(([key, value]) => `${key} = ${value}`);
    writeFileSync(
      this.configFile,
      `[listen]\nport = 0\n[tokens]\npublic_key = "token-key.pub.pem"\nregistry = "tokens.json"\n` +
        `[driver]\nsocket = "${driverSocket}"\n[limits]\n${lines.join('\n')}\n${extraToml}`,
    );
  }

  get configText(): string {
    return readFileSync(this.configFile, 'utf8');
  }

  writeConfigText(toml: string): void {
    writeFileSync(this.configFile, toml);
  }

  async startDriver(allow: readonly string[] = ['off', 'twinkle', 'rainbow']): Promise<void> {
    const configFile = join(this.folder, 'driver.toml');
    writeFileSync(
      configFile,
      `[strip]\npixels = 50\n[output]\nkind = "simulator"\n[remote]\nallow = ${JSON.stringify(allow)}\n` +
        `[paths]\nruntime_dir = "${join(this.folder, 'run')}"\nstate_dir = "${join(this.folder, 'state')}"\n`,
    );
    this.driver = new ChildDaemon(process.execPath, [DRIVER_MAIN, '--config', configFile]);
    await this.driver.event('ready');
  }

  async startGateway(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.gateway = new ChildDaemon(process.execPath, [GATEWAY_MAIN, '--config', this.configFile], { env });
    this.port = Number((await this.gateway.event('listening')).port);
  }

  /** Lists a token in the registry and returns its text. */
  issue(
    changes: Partial<TokenClaims> = {},
    inRegistry: Partial<TokenRecord> = {},
    keys: KeyPair = this.keys,
  ): string {
    const claims = claimsFor(changes);
    this.register(recordFor(claims, keys, inRegistry));
    return signClaims(claims, keys.privateKey);
  }

  register(record: TokenRecord): void {
    this.#records.push(record);
    this.restoreRegistry();
  }

  /** As `garland token revoke` does. */
  revokeAll(): void {
    writeRegistry(
      this.registryPath,
      this.#records.map((record) => ({ ...record, revokedAt: record.iat })),
      this.#retiringKeys,
    );
  }

  restoreRegistry(): void {
    writeRegistry(this.registryPath, this.#records, this.#retiringKeys);
  }

  /** As `garland token rotate-key` leaves it: the public keys, and when which of them retire. */
  setKeys(pairs: readonly KeyPair[], retiringKeys: readonly RetiringKey[] = []): void {
    writeFileSync(`${this.publicKeyPath}.new`, pairs.map(({ publicPem }) => publicPem).join(''));
    renameSync(`${this.publicKeyPath}.new`, this.publicKeyPath);
    this.#retiringKeys = retiringKeys;
    this.restoreRegistry();
  }

  request(request: TestRequest): Promise<TestResponse> {
    return sendRequest(this.port, request);
  }

  play(id: string, token: string | undefined = this.token): Promise<TestResponse> {
    return sendRequest(this.port, { method: 'POST', path: `/v1/animations/${id}`, token });
  }

  /** The record that the gateway wrote of the request that got this answer. */
  recordOf({ headers }: TestResponse): ReturnType<ChildDaemon['record']> {
    return this.gateway.record(({ requestId }) => requestId === headers['x-request-id']);
  }

  async close(): Promise<void> {
    await this.gateway?.stop('SIGKILL');
    await this.driver?.stop('SIGKILL');
    this.#remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
