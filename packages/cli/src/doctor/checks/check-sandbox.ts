import { SERVICE_UNITS } from '../../system/installed-paths.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Of 10 points of exposure, as systemd counts them: what the package comes with, and a little room for other versions of systemd. */
const MAX_EXPOSURE_SCORES: Readonly<Record<keyof typeof SERVICE_UNITS, number>> = {
  gateway: 0.4,
  driver: 1.2,
};

/** The sandboxes are those that the package came with, whatever was changed in them since. */
export async function checkSandbox(machine: SystemProbe): Promise<readonly Finding[]> {
  return Promise.all([checkExposureScore(machine, 'gateway'), checkExposureScore(machine, 'driver')]);
}

async function checkExposureScore(machine: SystemProbe, name: keyof typeof SERVICE_UNITS): Promise<Finding> {
  const unit = SERVICE_UNITS[name];
  const answer = await machine.runProgram('systemd-analyze', 'security', '--no-pager', unit);
  const [, score] = /exposure level for \S+: ([\d.]+)/.exec(answer?.stdout ?? '') ?? [];
  if (score === undefined) return unknown(`systemd does not tell how exposed the ${name} is`);
  if (Number(score) <= MAX_EXPOSURE_SCORES[name])
    return ok(`the ${name} is exposed by ${score} of 10 points`);
  return problem(
    `the ${name} is exposed by ${score} of 10 points, more than ${MAX_EXPOSURE_SCORES[name]}`,
    `see what was changed: systemctl cat ${unit}`,
  );
}
