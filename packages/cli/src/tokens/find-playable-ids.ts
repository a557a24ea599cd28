import { BUILT_IN_IDS } from '@garland/animations';
import { isAnimationId } from '@garland/protocol';
import { ConnectionError } from '@garland/protocol/client';
import type { CommandContext } from '../command-line/command-context.ts';
import { withDriver } from '../control/with-driver.ts';

/**
 * The IDs that a token can play: the built-in animations, and the scenes of this tree, which only its driver knows. For
 * built-in IDs the driver is not needed, so that tokens can be created before it runs.
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
    context.printNote(`${error.message}, so the scenes of this tree are unknown.`);
    return builtIn;
  }
}
