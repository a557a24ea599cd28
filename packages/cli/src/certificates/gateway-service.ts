import { execFileSync } from 'node:child_process';
import type { TlsEndpoint } from './tls-probe.ts';

const GATEWAY_SERVICE = 'garland-gateway.service';
const GATEWAY_SOCKET = 'garland-gateway.socket';

const LOOPBACK_FOR_WILDCARD: Readonly<Record<string, string>> = { '::': '::1', '0.0.0.0': '127.0.0.1' };

/** The gateway of this machine as systemd runs it. */
export class GatewayService {
  readonly #env: NodeJS.ProcessEnv;

  /** The programs are looked for in the PATH of `env`. */
  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Where this machine itself reaches the gateway; undefined if systemd holds no port for it. */
  findEndpoint(): TlsEndpoint | undefined {
    const { ok, output } = this.#run('systemctl', 'show', '--property=Listen', '--value', GATEWAY_SOCKET);
    const [, host, port] = (ok && /^\[?([^\]\s]*?)\]?:(\d+) \(Stream\)$/m.exec(output)) || [];
    return host === undefined ? undefined : { host: LOOPBACK_FOR_WILDCARD[host] ?? host, port: Number(port) };
  }

  /** Also while it waits to be started again. */
  isActive(): boolean {
    const { ok, output } = this.#run(
      'systemctl',
      'show',
      '--property=ActiveState',
      '--value',
      GATEWAY_SERVICE,
    );
    return ok && !['inactive', 'failed', ''].includes(output.trim());
  }

  /** The mistakes that the gateway finds in its configuration and the files that it names. */
  findConfigError(): string | undefined {
    const { ok, output } = this.#run('garland-gateway', '--check');
    return ok ? undefined : output.trim();
  }

  /** Systemd keeps the port meanwhile, so clients wait. @returns systemd's error, if there is one */
  restart(): string | undefined {
    const { ok, output } = this.#run('systemctl', '--no-ask-password', 'try-restart', GATEWAY_SERVICE);
    return ok ? undefined : output.trim();
  }

  #run(program: string, ...args: readonly string[]): { readonly ok: boolean; readonly output: string } {
    return runProgram(this.#env, program, args);
  }
}

function runProgram(
  env: NodeJS.ProcessEnv,
  program: string,
  args: readonly string[],
): { readonly ok: boolean; readonly output: string } {
  try {
    return { ok: true, output: execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', env }) };
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    return { ok: false, output: code === 'ENOENT' ? `${program} is not installed` : stderr || message };
  }
}
