import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENEROUS_LIMITS, Installation } from '@garland/test-kit/installation';
import { COMPILED_PROGRAMS, ROOT } from '@garland/test-kit/programs';
import { programsIn, scratchFolder, unitNodeArgs, unpackPackage } from '../package/deb.ts';

/** A gateway as its package contains it, and the flags that its unit gives to Node. */
export interface GatewayBuild {
  readonly name: string;
  readonly script: string;
  readonly nodeArgs: readonly string[];
}

export interface RunningGateway {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

const LIFT_QUOTAS = fileURLToPath(new URL('../fuzz/lift-quotas.js', import.meta.url));
const TLS_TOML = '[tls]\ncertificate = "tls/fullchain.pem"\nkey = "tls/privkey.pem"\n';
/** To the default limits, a single client's load is an attack. */
const RAISED_LIMITS = { ...GENEROUS_LIMITS, requests_per_minute: 1_000_000 };

/** @param source a .deb, or a checkout that is built */
export function packageBuild(name: string, source: string = ROOT): GatewayBuild {
  const folder = scratchFolder();
  const deb = source.endsWith('.deb') ? source : buildDeb(resolve(source), join(folder, 'garland.deb'));
  const tree = join(folder, 'tree');
  unpackPackage(deb, tree);
  return { name, script: programsIn(tree).gateway, nodeArgs: unitNodeArgs(tree, 'gateway') };
}

function buildDeb(checkout: string, output: string): string {
  const builder = join(checkout, 'deploy/dist/package/main.js');
  if (!existsSync(builder)) throw new Error(`${checkout} is not a checkout that is built`);
  execFileSync(process.execPath, [builder, '--output', output], { cwd: checkout, stdio: 'pipe' });
  return output;
}

/** Starts a build's gateway with a driver of this checkout. @param runOnCore a command that runs another on one core */
export async function startGateway(
  { name, script, nodeArgs }: GatewayBuild,
  scheme: 'http' | 'https',
  runOnCore: readonly string[],
): Promise<RunningGateway> {
  const installation = new Installation({
    programs: { ...COMPILED_PROGRAMS, gateway: script, nodeCommand: [...runOnCore, process.execPath] },
    limits: RAISED_LIMITS,
    gatewayToml: scheme === 'https' ? TLS_TOML : '',
  });
  try {
    const garland = join(ROOT, 'packages/cli/bin/garland.js');
    const makeCertificate = ['certificate', 'self-signed', '--if-needed', '--dir', installation.path('tls')];
    if (scheme === 'https') execFileSync(process.execPath, [garland, ...makeCertificate], { stdio: 'pipe' });
    await installation.startDriver(['--import', LIFT_QUOTAS]);
    const { gateway, port } = await installation.startGateway(nodeArgs);
    await gateway.record('driver_connected');
    return {
      name,
      url: `${scheme}://127.0.0.1:${port}/v1/animations/twinkle`,
      port,
      token: installation.token,
      child: gateway.child,
      close: () => installation.close(),
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}
