import { BUILT_IN_IDS } from '@garland/animations';
import { isAnimationId } from '@garland/protocol';
import { ConnectionError } from '@garland/protocol/client';
import type { CommandContext } from '../command-line/command-context.ts';
import { withDriver } from '../control/with-driver.ts';

/**
 * What a token may name: what is built in, and the scenes of this tree, which only its driver knows. It is asked only if
 * something else than what is built in is wanted: tokens can be made before there is a driver.
 */
export async function findPlayableIds(
  context: CommandContext,
  requestedIds: readonly string[],
): Promise<readonly string[]> {
  const builtIn: readonly string[] = BUILT_IN_IDS;
  if (requestedIds.every((id) => builtIn.includes(id) || !isAnimationId(id))) return builtIn;
  try {
    const { entries } = await withDriver(context.socket, (driver) => driver.call('List', {}));
    return entries.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    context.printNote(`${error.message}, so the scenes of this tree are not known.`);
    return builtIn;
  }
}
