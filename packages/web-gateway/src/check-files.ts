import { findPairFaults, formatFault } from '@garland/daemon/certificates';
import type { ProblemReport } from '@garland/toml';
import { readSnapshot } from './auth/file-snapshot.ts';
import { registrySource } from './auth/token-files.ts';
import type { GatewayConfig } from './gateway-config.ts';
import type { Credentials } from './tls-credentials.ts';

/** What `--check` reports although the gateway starts with it: clients or tokens would be refused. */
export function checkFiles(config: GatewayConfig, report: ProblemReport, credentials?: Credentials): void {
  checkRegistry(config, report);
  for (const fault of pairFaults(credentials).errors)
    report.add(
      'not_allowed',
      config.tls?.certificate.line,
      'tls.certificate',
      `${config.tls?.certificate.value}: ${formatFault(fault)}`,
    );
}

/** What matters only if clients do not know the CA. */
export function certificateWarnings(credentials: Credentials): readonly string[] {
  return pairFaults(credentials).warnings.map(formatFault);
}

function pairFaults(credentials: Credentials | undefined): ReturnType<typeof findPairFaults> {
  const { tls } = credentials ?? {};
  return tls ? findPairFaults(tls.chain, tls.privateKey, new Date()) : { errors: [], warnings: [] };
}

/** It can be fixed while the gateway runs. */
function checkRegistry({ tokens }: GatewayConfig, report: ProblemReport): void {
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
