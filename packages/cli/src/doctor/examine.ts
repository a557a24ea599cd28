import { checkReachability } from './checks/answers.ts';
import { checkCertificate } from './checks/certificate.ts';
import { checkClock } from './checks/clock.ts';
import { checkDisk } from './checks/disk.ts';
import { checkExposure } from './checks/exposure.ts';
import { checkFileModes } from './checks/modes.ts';
import { checkRootProcesses } from './checks/root.ts';
import { checkSandbox } from './checks/sandbox.ts';
import { checkServices } from './checks/services.ts';
import { checkStripHardware } from './checks/strip.ts';
import { checkTokens } from './checks/tokens.ts';
import { checkUpdates } from './checks/updates.ts';
import { type Finding, unknown } from './finding.ts';
import type { SystemProbe } from './machine.ts';

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
