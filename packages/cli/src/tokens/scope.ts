import { nearest } from '@garland/config';
import { ANIMATION_ID_MAX_LENGTH, isAnimationId } from '@garland/protocol';
import { parseScope } from '@garland/protocol/tokens';
import { usage } from '../failure.ts';

export interface ScopeOptions {
  /** "all", or animation IDs with commas between. */
  readonly allow: string | undefined;
  readonly status: boolean;
}

/** The scope that the options ask for. Without any, everything that the web may play, and nothing else. */
export function scopeOf({ allow, status }: ScopeOptions): string {
  const words = allow === undefined ? (status ? [] : ['play']) : playWords(allow);
  const scope = (status ? [...words, 'status'] : words).join(' ');
  if (parseScope(scope)) return scope;
  throw usage('--allow names too many animations for one token.', 'Allow all of them:  --allow all');
}

/** A warning for each allowed ID that is no built-in animation: a scene may have that ID, or it is misspelt. */
export function scopeWarnings(allow: string | undefined, builtInIds: readonly string[]): string[] {
  if (allow === undefined || allow === 'all') return [];
  const strangers = idsOf(allow).filter((id) => !builtInIds.includes(id));
  return strangers.map((id) => {
    const suggestion = nearest(id, builtInIds);
    const guess = suggestion ? `; did you mean "${suggestion}"?` : '.';
    return `Note: "${id}" is no built-in animation. The token is good for it only if a scene has that ID${guess}`;
  });
}

function playWords(allow: string): string[] {
  if (allow === 'all') return ['play'];
  return idsOf(allow).map((id) => {
    if (isAnimationId(id)) return `play:${id}`;
    throw usage(
      `${JSON.stringify(id)} in --allow is no animation ID: it takes small letters, digits and "_", at most ${ANIMATION_ID_MAX_LENGTH}.`,
      'For example:  --allow twinkle,snow,off   or   --allow all',
    );
  });
}

function idsOf(allow: string): string[] {
  return [...new Set(allow.split(',').map((id) => id.trim()))];
}
