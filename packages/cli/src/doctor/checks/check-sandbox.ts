import { SERVICE_UNITS } from '../../system/installed-paths.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** systemd's exposure scores, out of 10, of the units in the package, and a margin for other versions of systemd. */
const MAX_EXPOSURE_SCORES: Readonly<Record<keyof typeof SERVICE_UNITS, number>> = {
  gateway: 0.4,
  driver: 1.2,
};

/** The sandboxes are as strong as in the package, in spite of local changes. */
export async function checkSandbox(probe: SystemProbe): Promise<readonly Finding[]> {
  return Promise.all([checkExposureScore(probe, 'gateway'), checkExposureScore(probe, 'driver')]);
}

async function checkExposureScore(probe: SystemProbe, name: keyof typeof SERVICE_UNITS): Promise<Finding> {
  const unit = SERVICE_UNITS[name];
  const answer = await probe.runProgram('systemd-analyze', 'security', '--no-pager', unit);
  const [, score] = /exposure level for \S+: ([\d.]+)/.exec(answer?.stdout ?? '') ?? [];
  if (score === undefined) return unknown(`systemd reports no exposure score for the ${name}`);
  if (Number(score) <= MAX_EXPOSURE_SCORES[name])
    return ok(`${name}: systemd exposure score ${score} of 10 (lower is better)`);
  return problem(
    `${name}: systemd exposure score ${score} of 10, more than the expected ${MAX_EXPOSURE_SCORES[name]}`,
    `to see what was changed: systemctl cat ${unit}`,
  );
}
