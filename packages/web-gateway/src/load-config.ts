import type { ProblemReport } from '@garland/toml';
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
  check: (config: GatewayConfig, report: ProblemReport, credentials?: Credentials) => void = () => {},
): LoadedConfig {
  let credentials: Credentials | undefined;
  const config = readGatewayConfig(file, (value, report) => {
    credentials = readCredentials(value, report);
    check(value, report, credentials);
  });
  return { config, credentials: credentials as Credentials };
}
