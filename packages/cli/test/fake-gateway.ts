import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { type Cleanup, temporaryFolder } from '@garland/test-kit/support';
import { type CommandResult, runGarland } from './run-garland.ts';

const PAIR = ['fullchain.pem', 'privkey.pem'] as const;

/** Does what the command asks of systemctl. A restart copies the pair to where the server reads it. */
const SYSTEMCTL = `#!/bin/sh
cd "$(dirname "$0")/.."
case "$*" in
  *=Listen*) echo "127.0.0.1:$(cat port) (Stream)" ;;
  *=ActiveState*) if [ -e stopped ]; then echo inactive; else echo active; fi ;;
  *try-restart*)
    printf . >>restarts
    if [ -e broken ]; then rm broken; echo 'Job failed.' >&2; exit 1; fi
    [ -e stuck ] || cp -L tls/*.pem served/
    ;;
esac
`;
const GATEWAY_CHECK = `#!/bin/sh
cd "$(dirname "$0")/.."
[ ! -e config-error ] || { cat config-error >&2; exit 78; }
`;

export interface ShownCertificate {
  readonly names: readonly string[];
  readonly served: boolean | null;
  readonly source: string | null;
  readonly isSelfSigned: boolean;
  readonly replaced: string | null;
  readonly faults: readonly string[];
}

/** A machine whose gateway is a TLS server of this process, and whose systemd is a script. */
export class FakeGateway {
  readonly folder: string = temporaryFolder();
  readonly tls: string = join(this.folder, 'tls');
  readonly #server: Server = createServer((socket) => {
    const [cert, key] = PAIR.map((name) => readFileSync(join(this.folder, 'served', name)));
    const secureContext = createSecureContext({ cert, key });
    new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined).resume();
  });

  private constructor() {
    for (const name of ['bin', 'tls', 'served']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'bin/systemctl'), SYSTEMCTL, { mode: 0o755 });
    writeFileSync(join(this.folder, 'bin/garland-gateway'), GATEWAY_CHECK, { mode: 0o755 });
  }

  /** One that serves this pair, if one is given; otherwise it is not running. */
  static async start(t: Cleanup, pair?: string): Promise<FakeGateway> {
    const gateway = new FakeGateway();
    await once(gateway.#server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => gateway.stop());
    writeFileSync(join(gateway.folder, 'port'), `${(gateway.#server.address() as AddressInfo).port}`);
    if (pair === undefined) return gateway.stop();
    gateway.installByHand(pair);
    for (const name of PAIR) copyFileSync(join(pair, name), join(gateway.folder, 'served', name));
    return gateway;
  }

  stop(): this {
    writeFileSync(join(this.folder, 'stopped'), '');
    this.#server.close();
    return this;
  }

  /** Runs `garland certificate` there. */
  run(...args: readonly string[]): Promise<CommandResult> {
    const env = { PATH: `${this.folder}/bin:/usr/bin:/bin` };
    return runGarland(['certificate', ...args, '--dir', this.tls], { env });
  }

  /** The answer of `garland certificate show --json`. */
  async show(): Promise<ShownCertificate> {
    return JSON.parse((await this.run('show', '--json')).stdout);
  }

  /** Puts a pair where the gateway finds it, as a person would: it is not served yet. */
  installByHand(pair: string): void {
    for (const name of PAIR) {
      const target = join(this.tls, name);
      if (existsSync(target)) unlinkSync(target);
      copyFileSync(join(pair, name), target);
    }
  }

  /** From now on a restart changes nothing (`stuck`), or the next one fails (`broken`). */
  breakRestart(state: 'stuck' | 'broken'): void {
    writeFileSync(join(this.folder, state), '');
  }

  /** From now on the gateway refuses its configuration. */
  refuseConfig(error: string): void {
    writeFileSync(join(this.folder, 'config-error'), error);
  }

  get restarts(): number {
    const file = join(this.folder, 'restarts');
    return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  }
}

/** The fingerprint of the certificate in a folder, once it is certain that the key there is its own. */
export function fingerprintOfPairIn(folder: string): string {
  const leaf = new X509Certificate(readFileSync(join(folder, 'fullchain.pem')));
  assert.ok(leaf.checkPrivateKey(createPrivateKey(readFileSync(join(folder, 'privkey.pem')))));
  return leaf.fingerprint256;
}
