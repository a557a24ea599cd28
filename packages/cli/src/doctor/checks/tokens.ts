import { parseRegistry } from '@garland/protocol/tokens';
import { remainingText } from '../../wording.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { PLACES } from '../places.ts';

const SOON_S = 30 * 86_400;

/** There are tokens, and none that is in use ends soon. */
export async function checkTokens(machine: Machine): Promise<readonly Finding[]> {
  let text: string;
  try {
    text = machine.read(PLACES.registry);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return [unknown('only root can see the tokens')];
    return [problem('there are no tokens, and no keys for them', 'sudo dpkg-reconfigure garland')];
  }
  const registry = parseRegistry(text);
  if (!registry.ok)
    return [
      problem(
        `${PLACES.registry} is damaged (${registry.fault}): every token is refused`,
        'repair that place, or restore a backup',
      ),
    ];
  const nowS = machine.nowMs / 1000;
  const valid = registry.value.tokens.filter(({ exp, revokedAt }) => revokedAt === undefined && exp > nowS);
  if (valid.length === 0)
    return [warning('no token is valid, so nobody can play over the web', 'sudo garland token create NAME')];
  const ending = valid.filter(({ exp }) => exp - nowS < SOON_S);
  return [
    ok(
      `${valid.length} of ${registry.value.tokens.length} tokens ${valid.length === 1 ? 'is' : 'are'} valid`,
    ),
    ...ending.map(({ sub, exp }) =>
      warning(
        `the token "${sub}" expires in ${remainingText(exp - nowS)}`,
        `sudo garland token rotate ${sub}`,
      ),
    ),
  ];
}
