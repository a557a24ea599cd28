import { SERVICE_UNITS, SOCKET_UNITS } from '../system/installed-paths.ts';
import type { ProgramResult, RunProgram } from '../system/run-program.ts';
import type { TlsEndpoint } from './tls-probe.ts';

const LOOPBACK_FOR_WILDCARD: Readonly<Record<string, string>> = { '::': '::1', '0.0.0.0': '127.0.0.1' };

/** The gateway of this machine as systemd runs it. */
export class GatewayService {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    this.#run = run;
  }

  /** Where this machine itself reaches the gateway; undefined if systemd holds no port for it. */
  async findEndpoint(): Promise<TlsEndpoint | undefined> {
    const output = await this.#show('Listen', SOCKET_UNITS.gateway);
    const [, host, port] = /^\[?([^\]\s]*?)\]?:(\d+) \(Stream\)$/m.exec(output) ?? [];
    return host === undefined ? undefined : { host: LOOPBACK_FOR_WILDCARD[host] ?? host, port: Number(port) };
  }

  /** Also while it waits to be started again. */
  async isActive(): Promise<boolean> {
    return !['inactive', 'failed', ''].includes(await this.#show('ActiveState', SERVICE_UNITS.gateway));
  }

  /** The ID of its process; 0 or NaN if there is none. */
  async mainPid(): Promise<number> {
    return Number(await this.#show('MainPID', SERVICE_UNITS.gateway));
  }

  /** The errors that the gateway finds in its configuration and the files that it names. */
  async findConfigError(): Promise<string | undefined> {
    return failureOf('garland-gateway', await this.#run('garland-gateway', '--check'));
  }

  /** systemd keeps the port open meanwhile, so clients wait. @returns systemd's error, if there is one */
  async restart(): Promise<string | undefined> {
    const args = ['--no-ask-password', 'try-restart', SERVICE_UNITS.gateway];
    return failureOf('systemctl', await this.#run('systemctl', ...args));
  }

  /** @returns an empty text if there is no systemd */
  async #show(property: string, unit: string): Promise<string> {
    const answer = await this.#run('systemctl', 'show', `--property=${property}`, '--value', unit);
    return answer?.exitCode === 0 ? answer.stdout.trim() : '';
  }
}

function failureOf(program: string, result: ProgramResult | undefined): string | undefined {
  if (!result) return `${program} is not installed`;
  return result.exitCode === 0 ? undefined : result.stderr.trim();
}
