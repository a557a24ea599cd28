import { checkCertificate } from './checks/check-certificate.ts';
import { checkClock } from './checks/check-clock.ts';
import { checkDisk } from './checks/check-disk.ts';
import { checkExposure } from './checks/check-exposure.ts';
import { checkFileModes } from './checks/check-file-modes.ts';
import { checkReachability } from './checks/check-reachability.ts';
import { checkRootProcesses } from './checks/check-root-processes.ts';
import { checkSandbox } from './checks/check-sandbox.ts';
import { checkServices } from './checks/check-services.ts';
import { checkStripHardware } from './checks/check-strip-hardware.ts';
import { checkTokenUse } from './checks/check-token-use.ts';
import { checkTokens } from './checks/check-tokens.ts';
import { checkUpdates } from './checks/check-updates.ts';
import { type Finding, unknown } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

type Check = (probe: SystemProbe) => Promise<readonly Finding[]>;

export type CheckName =
  | 'services'
  | 'reachability'
  | 'strip'
  | 'clock'
  | 'disk'
  | 'exposure'
  | 'certificate'
  | 'tokens'
  | 'token use'
  | 'file modes'
  | 'sandbox'
  | 'root processes'
  | 'updates';

/** All checks, in the order in which a person would fix problems. */
const CHECKS: Readonly<Record<CheckName, Check>> = {
  services: checkServices,
  reachability: checkReachability,
  strip: checkStripHardware,
  clock: checkClock,
  disk: checkDisk,
  exposure: checkExposure,
  certificate: checkCertificate,
  tokens: checkTokens,
  'token use': checkTokenUse,
  'file modes': checkFileModes,
  sandbox: checkSandbox,
  'root processes': checkRootProcesses,
  updates: checkUpdates,
};

export type CheckResult = Finding & { readonly check: CheckName };

/** Runs all checks. One that throws does not stop the others. */
export async function runChecks(probe: SystemProbe): Promise<CheckResult[]> {
  const names = Object.keys(CHECKS) as CheckName[];
  const results = await Promise.all(
    names.map(async (check) => {
      const findings = await CHECKS[check](probe).catch((error: Error) => [
        unknown(`this check failed: ${error.message}`),
      ]);
      return findings.map((finding) => ({ check, ...finding }));
    }),
  );
  return results.flat();
}
