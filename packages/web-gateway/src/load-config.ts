import type { ProblemReport } from '@garland/toml';
import { readSnapshot } from './auth/file-snapshot.ts';
import { registrySource } from './auth/token-files.ts';
import { type GatewayConfig, readGatewayConfig } from './gateway-config.ts';
import { type Credentials, readCredentials } from './tls-credentials.ts';

export interface LoadedConfig {
  readonly config: GatewayConfig;
  readonly credentials: Credentials;
}

/**
 * Reads the configuration and the files that it names.
 *
 * @throws {ConfigError} with every mistake in any of them
 */
export function loadConfig(
  file: string,
  check: (config: GatewayConfig, report: ProblemReport) => void = () => {},
): LoadedConfig {
  let credentials: Credentials | undefined;
  const config = readGatewayConfig(file, (value, report) => {
    credentials = readCredentials(value, report);
    check(value, report);
  });
  return { config, credentials: credentials as Credentials };
}

/** The gateway starts without a valid registry, because it can be fixed later; `--check` reports it. */
export function checkRegistry({ tokens }: GatewayConfig, report: ProblemReport): void {
  const { value: path, line } = tokens.registry;
  const { result } = readSnapshot(registrySource(path));
  if (!result.ok)
    report.add(
      'not_allowed',
      line,
      'tokens.registry',
      `${path} ${result.fault}: "garland token init --tree NAME" creates it`,
    );
}
