import { ANIMATION_ID_MAX_LENGTH, isAnimationId } from '@garland/protocol';
import { parseScope } from '@garland/protocol/tokens';
import { usage } from '../failure.ts';
import { unknownBuiltIn } from '../unknown-animation.ts';

export interface ScopeOptions {
  /** "all", or animation IDs with commas between. */
  readonly allow: string | undefined;
  readonly status: boolean;
}

/** The scope that the options ask for. Without any, everything that the web may play, and nothing else. */
export function scopeOf({ allow, status }: ScopeOptions, known: readonly string[]): string {
  const words = allow === undefined ? (status ? [] : ['play']) : playWords(allow, known);
  const scope = (status ? [...words, 'status'] : words).join(' ');
  if (parseScope(scope)) return scope;
  throw usage('--allow names too many animations for one token.', 'Allow all of them:  --allow all');
}

/** What `--allow` names, one by one. */
export function wantedIds(allow: string | undefined): readonly string[] {
  return allow === undefined || allow === 'all' ? [] : idsOf(allow);
}

function playWords(allow: string, known: readonly string[]): string[] {
  if (allow === 'all') return ['play'];
  return wantedIds(allow).map((id) => {
    if (known.includes(id)) return `play:${id}`;
    if (isAnimationId(id)) throw unknownBuiltIn(id, known);
    throw usage(
      `${JSON.stringify(id)} in --allow is no animation ID: it takes small letters, digits and "_", at most ${ANIMATION_ID_MAX_LENGTH}.`,
      'For example:  --allow twinkle,snow,off   or   --allow all',
    );
  });
}

function idsOf(allow: string): string[] {
  return [...new Set(allow.split(',').map((id) => id.trim()))];
}
