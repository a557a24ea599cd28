/**
 * Controls, format characters, separators other than the space, and all others without a visible form: they control a terminal,
 * reverse what follows, hide, or pass for a space.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\P{Zs} ]/gu;

/**
 * Escapes invisible characters as JSON does (`\u202e`), for every text that leaves a process. Applied to JSON, the result is JSON
 * of the same value.
 */
export function escapeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, escapeCodeUnits);
}

function escapeCodeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
