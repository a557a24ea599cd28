import { type AnimationId, isAnimationId } from '@garland/protocol';

/** The permissions of a token. */
export interface Scope {
  /** `'all'`: everything that the remote role can play. */
  readonly play: 'all' | ReadonlySet<AnimationId>;
  readonly status: boolean;
}

const SCOPE_MAX_LENGTH = 1024;

/**
 * Reads a scope: words separated by one space, each `play`, `play:ID` or `status`, none twice.
 *
 * @returns undefined if any word is not of that form, so that a misspelt scope permits nothing.
 */
export function parseScope(scope: string): Scope | undefined {
  if (scope.length > SCOPE_MAX_LENGTH) return undefined;
  const words = scope.split(' ');
  if (new Set(words).size !== words.length) return undefined;
  const ids = new Set<AnimationId>();
  for (const word of words) {
    if (word === 'play' || word === 'status') continue;
    const id = word.startsWith('play:') ? word.slice('play:'.length) : undefined;
    if (!isAnimationId(id)) return undefined;
    ids.add(id);
  }
  return { play: words.includes('play') ? 'all' : ids, status: words.includes('status') };
}

export function canPlay(scope: Scope, id: AnimationId): boolean {
  return scope.play === 'all' || scope.play.has(id);
}
