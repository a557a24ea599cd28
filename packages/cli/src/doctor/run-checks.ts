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
import { checkTokens } from './checks/check-tokens.ts';
import { checkUpdates } from './checks/check-updates.ts';
import { type Finding, unknown } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

type Check = (machine: SystemProbe) => Promise<readonly Finding[]>;

export type CheckName =
  | 'services'
  | 'answers'
  | 'strip'
  | 'clock'
  | 'disk'
  | 'exposure'
  | 'certificate'
  | 'tokens'
  | 'modes'
  | 'sandbox'
  | 'root'
  | 'updates';

/** Everything that is looked at, in the order in which a person would mend it. */
const CHECKS: Readonly<Record<CheckName, Check>> = {
  services: checkServices,
  answers: checkReachability,
  strip: checkStripHardware,
  clock: checkClock,
  disk: checkDisk,
  exposure: checkExposure,
  certificate: checkCertificate,
  tokens: checkTokens,
  modes: checkFileModes,
  sandbox: checkSandbox,
  root: checkRootProcesses,
  updates: checkUpdates,
};

export type CheckResult = Finding & { readonly check: CheckName };

/** Looks at all of it. A check that fails itself is no reason to leave the others out. */
export async function runChecks(machine: SystemProbe): Promise<CheckResult[]> {
  const names = Object.keys(CHECKS) as CheckName[];
  const results = await Promise.all(
    names.map(async (check) => {
      const findings = await CHECKS[check](machine).catch((error: Error) => [
        unknown(`this check failed: ${error.message}`),
      ]);
      return findings.map((finding) => ({ check, ...finding }));
    }),
  );
  return results.flat();
}
