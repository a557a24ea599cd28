/** A well-formed animation ID. The catalog decides whether it can be played. */
export type AnimationId = string & { readonly __brand: 'AnimationId' };

export const ANIMATION_ID_MAX_LENGTH = 32;

/** snake_case, because a varlink enum value allows no hyphen. */
const ANIMATION_ID_PATTERN = /^[a-z](?:_?[a-z0-9])*$/;

export function isAnimationId(value: unknown): value is AnimationId {
  return (
    typeof value === 'string' && value.length <= ANIMATION_ID_MAX_LENGTH && ANIMATION_ID_PATTERN.test(value)
  );
}

const UUID_PATTERN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A lower-case UUID of any version, which correlates the gateway's audit records with the driver's. */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && UUID_PATTERN.test(value);
}
