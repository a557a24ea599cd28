import { readFileSync, readlinkSync, type Stats, statfsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { type DriverConfig, readDriverConfig } from '@garland/driver-config';
import type { PlaybackState } from '@garland/protocol';
import type { TlsEndpoint } from '../certificates/tls-probe.ts';
import { withConnection } from '../control/with-connection.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { programRunner, type RunProgram } from '../system/run-program.ts';
import { findLastUses, type LastUseReport } from '../tokens/last-used.ts';
import { type GatewayProbeResult, probeGateway } from './probe-gateway.ts';

/** All access of the checks to the machine. Nothing here changes anything. */
export interface SystemProbe {
  readonly isRoot: boolean;
  readonly hostName: string;
  readonly nowMs: number;
  readonly runProgram: RunProgram;
  /** @throws if it cannot be read */
  readFile(path: string): string;
  /** The target of a link. @throws if it is not one */
  readLink(path: string): string;
  /** Follows links. @throws if it does not exist or is not visible */
  stat(path: string): Pick<Stats, 'mode' | 'uid' | 'mtimeMs'>;
  /** The free share of a file system, 0 to 1. @throws if it is not known */
  freeDiskShare(path: string): number;
  /** @throws {ConfigError} with every error in it */
  driverConfig(): DriverConfig;
  /** @throws an error that `toCliError` can explain */
  driverState(): Promise<PlaybackState>;
  /** When these tokens were last used, as far back as this time. */
  findLastUses(jtis: readonly string[], backToMs: number): Promise<LastUseReport>;
  /** @throws if it does not answer */
  probeGateway(endpoint: TlsEndpoint): Promise<GatewayProbeResult>;
}

/** Two checks ask the same, and each answer costs the gateway a handshake. */
function rememberLast(probe: SystemProbe['probeGateway']): SystemProbe['probeGateway'] {
  let last: { readonly key: string; readonly result: Promise<GatewayProbeResult> } | undefined;
  return (endpoint) => {
    const key = `${endpoint.host} ${endpoint.port}`;
    if (last?.key !== key) last = { key, result: probe(endpoint) };
    return last.result;
  };
}

const PROGRAM_TIMEOUT_MS = 15_000;

export function createSystemProbe(socket: string, env: NodeJS.ProcessEnv): SystemProbe {
  return {
    isRoot: process.getuid?.() === 0,
    hostName: hostname(),
    nowMs: Date.now(),
    runProgram: programRunner(env, PROGRAM_TIMEOUT_MS),
    readFile: (path) => readFileSync(path, 'utf8'),
    readLink: (path) => readlinkSync(path),
    stat: (path) => statSync(path),
    freeDiskShare: (path) => {
      const { bavail, blocks } = statfsSync(path);
      return blocks === 0 ? 1 : bavail / blocks;
    },
    driverConfig: () => readDriverConfig(INSTALLED_PATHS.driverConfig, env),
    driverState: async () => (await withConnection(socket, (driver) => driver.call('Status', {}))).state,
    findLastUses: (jtis, backToMs) => findLastUses(jtis, env, { backToMs }),
    probeGateway: rememberLast(probeGateway),
  };
}
