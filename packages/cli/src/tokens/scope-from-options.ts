import { ANIMATION_ID_MAX_LENGTH, isAnimationId } from '@garland/protocol';
import { parseScope } from '@garland/tokens';
import { usageError } from '../errors/cli-error.ts';
import { unknownAnimationWithList } from '../errors/unknown-animation.ts';

export interface ScopeOptions {
  /** "all", or animation IDs separated by commas. */
  readonly allow: string | undefined;
  readonly status: boolean;
}

/** The scope for these options. Without options: play everything that is allowed over the web. */
export function scopeFromOptions({ allow, status }: ScopeOptions, knownIds: readonly string[]): string {
  const words = allow === undefined ? (status ? [] : ['play']) : toPlayScopes(allow, knownIds);
  const scope = (status ? [...words, 'status'] : words).join(' ');
  if (parseScope(scope)) return scope;
  throw usageError('--allow names too many animations for one token.', 'Allow all of them:  --allow all');
}

/** The IDs in `--allow`. */
export function requestedIds(allow: string | undefined): readonly string[] {
  return allow === undefined || allow === 'all' ? [] : splitIds(allow);
}

function toPlayScopes(allow: string, knownIds: readonly string[]): string[] {
  if (allow === 'all') return ['play'];
  return requestedIds(allow).map((id) => {
    if (knownIds.includes(id)) return `play:${id}`;
    if (id === 'all') {
      throw usageError('"all" in --allow includes every other ID.', 'Use it alone:  --allow all');
    }
    if (isAnimationId(id)) throw unknownAnimationWithList(id, knownIds);
    throw usageError(
      `${JSON.stringify(id)} in --allow is not a valid animation ID: use small letters, digits and "_", at most ${ANIMATION_ID_MAX_LENGTH}.`,
      'For example:  --allow twinkle,snow,off   or   --allow all',
    );
  });
}

function splitIds(allow: string): string[] {
  return [...new Set(allow.split(',').map((id) => id.trim()))];
}
