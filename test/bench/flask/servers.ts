import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { PROGRAMS, ROOT } from '@garland/test-kit/programs';
import type { TestProcess } from '@garland/test-kit/test-process';
import { buildPackage, programsIn, scratchFolder, unitNodeArgs, unpackPackage } from '../../package/deb.ts';
import { startFlask, WORKER_CLASSES, type WorkerClass } from './flask-server.ts';

/** One who serves the tree's requests, at this port. */
export interface Server {
  readonly name: 'garland' | WorkerClass;
  readonly port: number;
}

/** A tree with a driver, and all who serve it. */
export interface ServerComparison {
  readonly scheme: 'http' | 'https';
  readonly token: string;
  readonly servers: readonly Server[];
  readonly driver: TestProcess;
  readonly gateway: TestProcess;
  /** For what a load needs. */
  readonly scratch: string;
  close(): Promise<void>;
}

const LIFT_QUOTAS = fileURLToPath(new URL('../../fuzz/lift-quotas.js', import.meta.url));
const TLS = '[tls]\ncertificate = "tls/fullchain.pem"\nkey = "tls/privkey.pem"\n';
/** What one client does here is a flood to the limits that are not measured. */
const RAISED_LIMITS = {
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};
const START_DEADLINE_MS = 20_000;

/** The gateway as its package has it, and the flags that its unit gives to Node. */
export interface PackagedGateway {
  readonly program: string;
  readonly nodeArgs: readonly string[];
}

export function packageGateway(): PackagedGateway {
  const folder = scratchFolder();
  buildPackage(join(folder, 'garland.deb'));
  unpackPackage(join(folder, 'garland.deb'), join(folder, 'tree'));
  const tree = join(folder, 'tree');
  return { program: programsIn(tree).gateway, nodeArgs: unitNodeArgs(tree, 'gateway') };
}

/** All of them run behind `before`, on one core say, with the driver that they call. */
export async function startServers(
  scheme: ServerComparison['scheme'],
  { program, nodeArgs }: PackagedGateway,
  commandPrefix: readonly string[],
): Promise<ServerComparison> {
  const house = new Installation({
    programs: {
      driver: PROGRAMS.driver,
      gateway: program,
      cli: join(ROOT, 'packages/cli/bin/garland.js'),
      nodeCommand: [...commandPrefix, process.execPath],
    },
    limits: { requests_per_minute: 1_000_000, ...RAISED_LIMITS },
    gatewayToml: scheme === 'https' ? TLS : '',
  });
  const tls = scheme === 'https' ? makeCertificate(house) : undefined;
  const rivals: TestProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(rivals.map((rival) => rival.stop()));
    await house.close();
  };
  try {
    const driver = await house.startDriver(['--import', LIFT_QUOTAS]);
    const { gateway, url } = await house.startGateway(nodeArgs);
    const contenders: Server[] = [{ name: 'garland', port: Number(new URL(url).port) }];
    for (const worker of Object.keys(WORKER_CLASSES) as WorkerClass[]) {
      const port = await freePort();
      const files = {
        publicKey: house.path('tokens/public-key.pem'),
        registry: house.path('tokens/registry.json'),
      };
      rivals.push(
        startFlask({ worker, port, commandPrefix, tls, ...files, driverSocket: house.remoteSocket }),
      );
      contenders.push({ name: worker, port });
    }
    for (const { port } of contenders) waitForHttp(`${scheme}://127.0.0.1:${port}/`);
    return { scheme, token: house.token, servers: contenders, driver, gateway, scratch: house.folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeCertificate(house: Installation): { readonly certificate: string; readonly key: string } {
  execFileSync('sh', [join(ROOT, 'deploy/bin/make-certificate'), house.path('tls')], { stdio: 'pipe' });
  return { certificate: house.path('tls/fullchain.pem'), key: house.path('tls/privkey.pem') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Waits until something of HTTP comes from there. */
function waitForHttp(url: string): void {
  execFileSync('curl', [
    ...['--silent', '--insecure', '--output', '/dev/null', '--retry', '1000', '--retry-delay', '1'],
    ...['--retry-connrefused', '--retry-max-time', String(START_DEADLINE_MS / 1000), url],
  ]);
}
