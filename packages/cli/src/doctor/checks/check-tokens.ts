import {
  effectiveExpiry,
  indexRegistry,
  parseRegistry,
  type TokenIndex,
  type TokenRecord,
  type TokenState,
  tokenStatus,
} from '@garland/tokens';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { formatRemaining } from '../../text/format-time.ts';
import { rotationReference } from '../../tokens/find-tokens.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';
import { builtAtS, SET_CLOCK_ADVICE } from './check-clock.ts';

const EXPIRY_WARNING_S = 30 * 86_400;

/** There are valid tokens, and none expires soon. */
export async function checkTokens(probe: SystemProbe): Promise<readonly Finding[]> {
  let text: string;
  try {
    text = probe.readFile(INSTALLED_PATHS.registry);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return [unknown('only root can read the tokens')];
    return [problem('no token registry or keys exist', 'sudo dpkg-reconfigure garland')];
  }
  const registry = parseRegistry(text);
  if (!registry.ok)
    return [
      problem(
        `${INSTALLED_PATHS.registry} is damaged (${registry.fault}): every token is refused`,
        'repair it by hand, or restore a backup',
      ),
    ];
  const issued = indexRegistry(registry.value, builtAtS(probe));
  const nowS = Math.floor(probe.nowMs / 1000);
  const { tokens } = registry.value;
  const inState = (state: TokenState): readonly TokenRecord[] =>
    tokens.filter((token) => tokenStatus(token, issued, nowS).state === state);
  const [valid, notYetValid] = [inState('valid'), inState('not_yet_valid')];
  if (notYetValid.length > 0)
    return [
      problem(
        `${notYetValid.length} of ${tokens.length} tokens ${notYetValid.length === 1 ? 'is' : 'are'} not valid yet: is the clock right?`,
        SET_CLOCK_ADVICE,
      ),
    ];
  if (valid.length === 0)
    return [
      warning('no token is valid, so no client can play over the web', 'sudo garland token create NAME'),
    ];
  return [
    ok(`${valid.length} of ${tokens.length} tokens ${valid.length === 1 ? 'is' : 'are'} valid`),
    ...valid.flatMap((token) => warnIfExpiring(token, issued, nowS) ?? []),
  ];
}

/** A token that is being replaced is meant to end. */
function warnIfExpiring(token: TokenRecord, issued: TokenIndex, nowS: number): Finding | undefined {
  const { sub, exp, endsAt } = token;
  const endS = effectiveExpiry(token, issued.keyRetirements);
  if (endsAt !== undefined || endS - nowS >= EXPIRY_WARNING_S) return undefined;
  const ends = endS < exp ? 'stops working with its key' : 'expires';
  return warning(
    `the token "${sub}" ${ends} in ${formatRemaining(endS - nowS)}`,
    `sudo garland token rotate ${rotationReference(token, issued, nowS)}`,
  );
}
