import { execFileSync } from 'node:child_process';
import type { TlsEndpoint } from './tls-probe.ts';

const GATEWAY_SERVICE = 'garland-gateway.service';
const GATEWAY_SOCKET = 'garland-gateway.socket';

/** Where this machine itself reaches the gateway; undefined where systemd holds no port for it. */
export function findGatewayEndpoint(): TlsEndpoint | undefined {
  const { ok, said } = runProgram('systemctl', 'show', '--property=Listen', '--value', GATEWAY_SOCKET);
  const [, host, port] = (ok && /^\[?([^\]\s]*?)\]?:(\d+) \(Stream\)$/m.exec(said)) || [];
  return host === undefined ? undefined : { host: LOOPBACK_FOR_WILDCARD[host] ?? host, port: Number(port) };
}

const LOOPBACK_FOR_WILDCARD: Readonly<Record<string, string>> = { '::': '::1', '0.0.0.0': '127.0.0.1' };

/** Also while it waits to be started again. */
export function isGatewayActive(): boolean {
  const { ok, said } = runProgram('systemctl', 'show', '--property=ActiveState', '--value', GATEWAY_SERVICE);
  return ok && !['inactive', 'failed', ''].includes(said.trim());
}

/** What the gateway itself would have to say against its configuration and the files that it names. */
export function findGatewayConfigError(): string | undefined {
  const { ok, said } = runProgram('garland-gateway', '--check');
  return ok ? undefined : said.trim();
}

/** Systemd keeps the port meanwhile: who connects, waits. Returns what systemd has to say against it, if anything. */
export function restartGateway(): string | undefined {
  const { ok, said } = runProgram('systemctl', '--no-ask-password', 'try-restart', GATEWAY_SERVICE);
  return ok ? undefined : said.trim();
}

function runProgram(
  program: string,
  ...args: readonly string[]
): { readonly ok: boolean; readonly said: string } {
  try {
    return { ok: true, said: execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    return { ok: false, said: code === 'ENOENT' ? `${program} is not here` : stderr || message };
  }
}
