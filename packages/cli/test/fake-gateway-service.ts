import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandResult, runGarland } from './run-garland.ts';
import { scratchFolder } from './spawn-garland.ts';

const GATEWAY_PROGRAM = fileURLToPath(new URL('../../../web-gateway/dist/src/main.js', import.meta.url));

/** Does of systemctl what the command asks of it; systemd itself is in the system tests. */
const FAKE_SYSTEMCTL = `#!/bin/sh
cd "$(dirname "$0")/.."
begin() { '${process.execPath}' '${GATEWAY_PROGRAM}' --config gateway.toml </dev/null >>log 2>&1 & echo $! >pid; }
end() { kill "$(cat pid)"; while kill -0 "$(cat pid)" 2>&-; do sleep 0.05; done; rm pid; }
case "$*" in
  *=Listen*) echo "127.0.0.1:$(cat port) (Stream)" ;;
  *=ActiveState*) if [ -e pid ]; then echo active; else echo inactive; fi ;;
  *try-restart*)
    printf . >>restarts
    if [ -e broken ]; then rm broken; echo 'Job failed.' >&2; exit 1; fi
    [ -e stuck ] || { end; begin; }
    ;;
  start) begin; until grep -q '"listening"' log; do sleep 0.05; done ;;
  stop) [ ! -e pid ] || end ;;
esac
`;

/** A folder as /etc/garland is, and a real gateway that serves from it. */
export class FakeGatewayService {
  readonly folder: string = scratchFolder();
  readonly tls: string = join(this.folder, 'tls');

  static async create(): Promise<FakeGatewayService> {
    const machine = new FakeGatewayService();
    const put = (name: string, text: string): void => writeFileSync(join(machine.folder, name), text);
    const port = await freePort();
    for (const folder of ['bin', 'tls']) mkdirSync(join(machine.folder, folder));
    put('port', `${port}`);
    put('bin/systemctl', FAKE_SYSTEMCTL);
    const gateway = `exec '${process.execPath}' '${GATEWAY_PROGRAM}' --config ${machine.folder}/gateway.toml "$@"`;
    put('bin/garland-gateway', `#!/bin/sh\n${gateway}\n`);
    for (const name of ['systemctl', 'garland-gateway']) chmodSync(join(machine.folder, 'bin', name), 0o755);
    await runGarland(['token', 'init', '--tree', 'home', '--dir', join(machine.folder, 'tokens')]);
    put(
      'gateway.toml',
      `[listen]\nport = ${port}\n[tls]\ncertificate = "tls/fullchain.pem"\nkey = "tls/privkey.pem"\n` +
        '[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n' +
        '[driver]\nsocket = "none.sock"\n[limits]\n',
    );
    return machine;
  }

  /** Runs `garland certificate` there. */
  run(...args: readonly string[]): Promise<CommandResult> {
    const env = { PATH: `${this.folder}/bin:/usr/bin:/bin` };
    return runGarland(['certificate', ...args, '--dir', this.tls], { env });
  }

  /** Puts a pair where the gateway finds it, as a person would. */
  installPairByHand(pair: string): void {
    for (const name of ['fullchain.pem', 'privkey.pem'])
      execFileSync('install', ['-m', '600', join(pair, name), join(this.tls, name)]);
  }

  systemctl(verb: 'start' | 'stop'): void {
    execFileSync(join(this.folder, 'bin/systemctl'), [verb]);
  }

  /** From now on, what is restarted goes on as it was (`stuck`), or the next restart fails (`broken`). */
  breakRestart(state: 'stuck' | 'broken'): void {
    writeFileSync(join(this.folder, state), '');
  }

  get restarts(): number {
    const file = join(this.folder, 'restarts');
    return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  }
}

/** A machine that serves a pair which a person has put there. */
export async function startFakeGatewayService(
  t: { after(work: () => void): void },
  pair: string,
): Promise<FakeGatewayService> {
  const machine = await FakeGatewayService.create();
  machine.installPairByHand(pair);
  machine.systemctl('start');
  t.after(() => machine.systemctl('stop'));
  return machine;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
