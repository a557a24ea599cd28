import { registryTimeS } from '@garland/tokens';
import { updateRegistry } from './registry-file.ts';
import type { TokenFolder } from './token-folder.ts';

/** Times as a registry has them, in seconds since 1970. */
export interface RegistryTime {
  readonly forgottenS: number;
  readonly updatedAt: number;
}

/**
 * Makes this machine's clock the newest time that the registry knows, after a change was made while the clock was ahead. Tokens
 * that are issued in the future stay refused until then.
 */
export async function resetRegistryTime(folder: TokenFolder): Promise<RegistryTime> {
  let result: RegistryTime | undefined;
  await updateRegistry(folder, (registry, nowS) => {
    result = { forgottenS: registryTimeS(registry), updatedAt: nowS };
    return { ...registry, updatedAt: nowS };
  });
  return result as RegistryTime;
}
