import { isClockBehind, parseRegistry, registryTimeS } from '@garland/tokens';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { formatUtc, SET_CLOCK_COMMAND } from '../../tokens/require-clock.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

export const SET_CLOCK_ADVICE: string = `connect the Pi to the internet, then: ${SET_CLOCK_COMMAND}`;

/** The clock is right: tokens and certificates expire by it, and a Pi has no battery for it. */
export async function checkClock(probe: SystemProbe): Promise<readonly Finding[]> {
  const answer = await probe.runProgram('timedatectl', 'show', '--property=NTPSynchronized', '--value');
  const nowS = probe.nowMs / 1000;
  if (isClockBehind(nowS, builtAtS(probe)))
    return [
      problem('the clock is earlier than the build of Garland: no token is accepted', SET_CLOCK_ADVICE),
    ];
  const changedS = registryTimeOf(probe);
  if (isClockBehind(nowS, changedS))
    return [
      problem(
        `the clock is earlier than the last change of the tokens (${formatUtc(changedS)}): no token is accepted`,
        `${SET_CLOCK_ADVICE}; if it is right now, and was wrong then: sudo garland token trust-clock`,
      ),
    ];
  const synchronised = answer?.stdout.trim();
  if (synchronised === 'yes') return [ok('the clock is synchronised')];
  if (synchronised !== 'no') return [unknown('cannot determine whether the clock is synchronised')];
  return [
    warning('the clock is not synchronised, and tokens and certificates expire by it', SET_CLOCK_COMMAND),
  ];
}

/** When Garland was built, in seconds since 1970: the package's files have the time of its source. 0 if it is not known. */
export function builtAtS(probe: SystemProbe): number {
  const program = tryOrUndefined(() => probe.stat(INSTALLED_PATHS.programs[0]));
  return program === undefined ? 0 : Math.floor(program.mtimeMs / 1000);
}

/** Another check reports a registry that cannot be read. */
function registryTimeOf(probe: SystemProbe): number {
  const text = tryOrUndefined(() => probe.readFile(INSTALLED_PATHS.registry));
  const registry = text === undefined ? undefined : parseRegistry(text);
  return registry?.ok ? registryTimeS(registry.value) : 0;
}
