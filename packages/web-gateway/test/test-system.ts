import { writeFileSync } from 'node:fs';
import { GENEROUS_LIMITS, Installation } from '@garland/test-kit/installation';
import type { LogRecord, TestProcess } from '@garland/test-kit/test-process';
import { sendRequest, type TestRequest, type TestResponse } from './http-client.ts';

export interface TestSystemOptions {
  /** Whether the real driver runs; without it the socket's path is free for a scripted one. */
  readonly withDriver?: boolean;
  /** Instead of those of the generous ones. */
  readonly limits?: Readonly<Record<string, number>>;
  readonly gatewayToml?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** An installation, and requests to its gateway. */
export class TestSystem extends Installation {
  driver: TestProcess | undefined;
  gateway!: TestProcess;
  port = 0;

  constructor({ limits, gatewayToml = '' }: TestSystemOptions = {}) {
    super({
      limits: { ...GENEROUS_LIMITS, ...limits },
      gatewayToml,
      driverToml: allowing(DEFAULT_ALLOWLIST),
    });
  }

  static async start(options: TestSystemOptions = {}): Promise<TestSystem> {
    const system = new TestSystem(options);
    if (options.withDriver ?? true) await system.runDriver();
    await system.runGateway(options.env);
    return system;
  }

  async runDriver(allowlist: readonly string[] = DEFAULT_ALLOWLIST): Promise<void> {
    this.writeDriverConfig({ driverToml: allowing(allowlist) });
    this.driver = await this.startDriver();
  }

  async runGateway(env: NodeJS.ProcessEnv = {}): Promise<void> {
    ({ gateway: this.gateway, port: this.port } = await this.startGateway([], env));
  }

  writeGatewayToml(toml: string): void {
    writeFileSync(this.gatewayConfig, toml);
  }

  request(request: TestRequest): Promise<TestResponse> {
    return sendRequest(this.port, request);
  }

  play(id: string, token: string | undefined = this.token): Promise<TestResponse> {
    return sendRequest(this.port, { method: 'POST', path: `/v1/animations/${id}`, token });
  }

  /** The record that the gateway wrote of the request that got this answer. */
  recordOf({ headers }: TestResponse): Promise<LogRecord> {
    return this.gateway.record(({ requestId }) => requestId === headers['x-request-id']);
  }

  override async close(): Promise<void> {
    await this.gateway?.stop('SIGKILL');
    await super.close('SIGKILL');
  }
}

const DEFAULT_ALLOWLIST: readonly string[] = ['off', 'twinkle', 'rainbow'];

function allowing(allowlist: readonly string[]): string {
  return `[remote]\nallow = ${JSON.stringify(allowlist)}\n`;
}
