import { checkAnswers } from './checks/answers.ts';
import { checkCertificate } from './checks/certificate.ts';
import { checkClock } from './checks/clock.ts';
import { checkDisk } from './checks/disk.ts';
import { checkExposure } from './checks/exposure.ts';
import { checkModes } from './checks/modes.ts';
import { checkRoot } from './checks/root.ts';
import { checkSandbox } from './checks/sandbox.ts';
import { checkServices } from './checks/services.ts';
import { checkStrip } from './checks/strip.ts';
import { checkTokens } from './checks/tokens.ts';
import { checkUpdates } from './checks/updates.ts';
import { type Finding, unknown } from './finding.ts';
import type { Machine } from './machine.ts';

type Check = (machine: Machine) => Promise<readonly Finding[]>;

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
  answers: checkAnswers,
  strip: checkStrip,
  clock: checkClock,
  disk: checkDisk,
  exposure: checkExposure,
  certificate: checkCertificate,
  tokens: checkTokens,
  modes: checkModes,
  sandbox: checkSandbox,
  root: checkRoot,
  updates: checkUpdates,
};

export type Diagnosis = Finding & { readonly check: CheckName };

/** Looks at all of it. A check that fails itself is no reason to leave the others out. */
export async function examine(machine: Machine): Promise<Diagnosis[]> {
  const names = Object.keys(CHECKS) as CheckName[];
  const diagnoses = await Promise.all(
    names.map(async (check) => {
      const findings = await CHECKS[check](machine).catch((error: Error) => [
        unknown(`this check failed: ${error.message}`),
      ]);
      return findings.map((finding) => ({ check, ...finding }));
    }),
  );
  return diagnoses.flat();
}
