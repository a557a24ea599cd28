import { execFileSync } from 'node:child_process';
import type { Place } from './served.ts';

const SERVICE = 'garland-gateway.service';
const SOCKET = 'garland-gateway.socket';

/** Where this machine itself reaches the gateway; undefined where systemd holds no port for it. */
export function gatewayPlace(): Place | undefined {
  const { ok, said } = run('systemctl', 'show', '--property=Listen', '--value', SOCKET);
  const [, host, port] = (ok && /^\[?([^\]\s]*?)\]?:(\d+) \(Stream\)$/m.exec(said)) || [];
  return host === undefined ? undefined : { host: LOOPBACK[host] ?? host, port: Number(port) };
}

const LOOPBACK: Readonly<Record<string, string>> = { '::': '::1', '0.0.0.0': '127.0.0.1' };

/** Also while it waits to be started again. */
export function gatewayRuns(): boolean {
  const { ok, said } = run('systemctl', 'show', '--property=ActiveState', '--value', SERVICE);
  return ok && !['inactive', 'failed', ''].includes(said.trim());
}

/** What the gateway itself would have to say against its configuration and the files that it names. */
export function gatewayRefusal(): string | undefined {
  const { ok, said } = run('garland-gateway', '--check');
  return ok ? undefined : said.trim();
}

/** Systemd keeps the port meanwhile: who connects, waits. Returns what systemd has to say against it, if anything. */
export function restartGateway(): string | undefined {
  const { ok, said } = run('systemctl', '--no-ask-password', 'try-restart', SERVICE);
  return ok ? undefined : said.trim();
}

function run(program: string, ...args: readonly string[]): { readonly ok: boolean; readonly said: string } {
  try {
    return { ok: true, said: execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    return { ok: false, said: code === 'ENOENT' ? `${program} is not here` : stderr || message };
  }
}
