import { type AnimationId, isAnimationId, parseJsonText, ROLES, type Role } from '@garland/protocol';

/** What somebody asked for, and what is remembered over a restart. */
export interface Wish {
  readonly animation: AnimationId;
  /** Percent; undefined until somebody sets it: then the configured brightness is in force. */
  readonly brightness: number | undefined;
  /** RFC 3339 in UTC: when the animation was chosen. */
  readonly since: string;
  readonly chosenBy: Role | 'driver';
}

const VERSION = 1;
const CHOOSERS: readonly unknown[] = [...ROLES, 'driver'];

export function formatWish(wish: Wish): string {
  return `${JSON.stringify({ version: VERSION, ...wish })}\n`;
}

/** The wish, if the text is one that `formatWish` wrote. */
export function parseWish(text: string): Wish | undefined {
  const json = parseJsonText(text);
  if (!json.ok) return undefined;
  const { version, animation, brightness, since, chosenBy } = json.value;
  const sound =
    version === VERSION &&
    isAnimationId(animation) &&
    (brightness === undefined || isPercent(brightness)) &&
    isTimestamp(since) &&
    CHOOSERS.includes(chosenBy);
  return sound ? { animation, brightness, since, chosenBy: chosenBy as Wish['chosenBy'] } : undefined;
}

/** As `formatWish` writes it; `Date.parse` alone would let any text pass in parentheses. */
function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const time = new Date(value);
  return !Number.isNaN(time.valueOf()) && time.toISOString() === value;
}

function isPercent(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100;
}
