import { buildTimeS } from '@garland/daemon';
import { isClockBehind, registryTimeS, type TokenRegistry } from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

export const SET_CLOCK_COMMAND = 'sudo timedatectl set-ntp true';

/**
 * A token or key of a clock that is behind would end too early.
 *
 * @throws {CliError} if the clock is before the build of Garland, or the last change of the tokens
 */
export function requireClock(folder: TokenFolder, registry: TokenRegistry, nowS: number): void {
  const clock = `The clock of this machine says ${formatUtc(nowS)}`;
  const hint = `Set it from the network:  ${SET_CLOCK_COMMAND}`;
  const builtS = buildTimeS();
  if (isClockBehind(nowS, builtS))
    throw new CliError(
      'failed',
      `${clock}, but Garland was built on ${formatUtc(builtS)}. Nothing was changed.`,
      hint,
    );
  const changedS = registryTimeS(registry);
  if (isClockBehind(nowS, changedS))
    throw new CliError(
      'failed',
      `${clock}, but the tokens were changed on ${formatUtc(changedS)}. Nothing was changed.`,
      hint,
      `If the clock is right now, and was wrong then:  ${tokenCommandHint(folder, 'trust-clock')}`,
    );
}

export function formatUtc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}
