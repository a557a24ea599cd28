import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation } from '@garland/test-kit/installation';
import { PROGRAMS } from '@garland/test-kit/programs';
import type { Cleanup } from '@garland/test-kit/support';
import { findFreePort } from '../../src/demo/find-free-port.ts';
import { type CommandResult, runGarland } from '../run-garland.ts';

/** Does what the command asks of systemctl; systemd itself is in the system tests. */
const SYSTEMCTL = `#!/bin/sh
cd "$(dirname "$0")/.."
begin() { '${process.execPath}' '${PROGRAMS.gateway}' --config gateway.toml </dev/null >>log 2>&1 & echo $! >pid; }
end() { kill "$(cat pid)"; while kill -0 "$(cat pid)" 2>&-; do sleep 0.05; done; rm pid; }
case "$*" in
  *=Listen*) echo "127.0.0.1:$(cat port) (Stream)" ;;
  *=ActiveState*) if [ -e pid ]; then echo active; else echo inactive; fi ;;
  *try-restart*) printf . >>restarts; [ -e stuck ] || { end; begin; } ;;
  start) begin; until grep -q '"listening"' log; do sleep 0.05; done ;;
  stop) [ ! -e pid ] || end ;;
esac
`;

/** A real gateway that serves a pair, and a systemctl that starts and ends it. */
export class RealGateway {
  readonly #installation: Installation;
  readonly tls: string;

  static async start(t: Cleanup, pair: string): Promise<RealGateway> {
    const port = await findFreePort(0);
    const gateway = new RealGateway(port);
    for (const name of ['fullchain.pem', 'privkey.pem'])
      execFileSync('install', ['-m', '600', join(pair, name), join(gateway.tls, name)]);
    gateway.#systemctl('start');
    t.after(() => {
      gateway.#systemctl('stop');
      return gateway.#installation.close();
    });
    return gateway;
  }

  private constructor(port: number) {
    this.#installation = new Installation({
      gatewayToml: '[tls]\ncertificate = "tls/fullchain.pem"\nkey = "tls/privkey.pem"\n',
    });
    const at = (name: string): string => this.#installation.path(name);
    const toml = this.#installation.gatewayToml.replace('port = 0', `port = ${port}`);
    writeFileSync(this.#installation.gatewayConfig, toml);
    this.tls = at('tls');
    for (const folder of ['bin', 'tls']) mkdirSync(at(folder));
    writeFileSync(at('port'), `${port}`);
    writeFileSync(at('bin/systemctl'), SYSTEMCTL, { mode: 0o755 });
    const command = `'${process.execPath}' '${PROGRAMS.gateway}' --config '${at('gateway.toml')}'`;
    writeFileSync(at('bin/garland-gateway'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  }

  /** Runs `garland certificate` there. */
  run(...args: readonly string[]): Promise<CommandResult> {
    const env = { PATH: `${this.#installation.path('bin')}:/usr/bin:/bin` };
    return runGarland(['certificate', ...args, '--dir', this.tls], { env });
  }

  ignoreRestarts(): void {
    writeFileSync(this.#installation.path('stuck'), '');
  }

  get restarts(): number {
    const file = this.#installation.path('restarts');
    return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  }

  #systemctl(verb: 'start' | 'stop'): void {
    execFileSync(this.#installation.path('bin/systemctl'), [verb]);
  }
}
