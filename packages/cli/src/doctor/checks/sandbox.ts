import { type Finding, ok, problem, unknown } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { SERVICES } from '../places.ts';

/** Of 10 points of exposure, as systemd counts them: what the package comes with, and a little room for other versions of systemd. */
const MOST_EXPOSED: Readonly<Record<keyof typeof SERVICES, number>> = { gateway: 0.4, driver: 1.2 };

/** The sandboxes are those that the package came with, whatever was changed in them since. */
export async function checkSandbox(machine: Machine): Promise<readonly Finding[]> {
  return Promise.all([checkOne(machine, 'gateway'), checkOne(machine, 'driver')]);
}

async function checkOne(machine: Machine, name: keyof typeof SERVICES): Promise<Finding> {
  const unit = SERVICES[name];
  const answer = await machine.run('systemd-analyze', 'security', '--no-pager', unit);
  const [, score] = /exposure level for \S+: ([\d.]+)/.exec(answer?.stdout ?? '') ?? [];
  if (score === undefined) return unknown(`systemd does not tell how exposed the ${name} is`);
  if (Number(score) <= MOST_EXPOSED[name]) return ok(`the ${name} is exposed by ${score} of 10 points`);
  return problem(
    `the ${name} is exposed by ${score} of 10 points, more than ${MOST_EXPOSED[name]}`,
    `see what was changed: systemctl cat ${unit}`,
  );
}
