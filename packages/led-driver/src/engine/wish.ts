import {
  type AnimationId,
  isAnimationId,
  isJsonObject,
  type JsonObject,
  parseJsonText,
  ROLES,
  type Role,
} from '@garland/protocol';

/** What was chosen to show. Times are RFC 3339 in UTC. */
export interface Showing {
  readonly animation: AnimationId;
  /** When it was chosen. */
  readonly since: string;
  readonly chosenBy: Role | 'driver';
  /** When it ends by itself; absent: it stays. */
  readonly until?: string;
  /** What is come back to in the end, if this is one of those that come back. */
  readonly previous?: Showing;
}

/** What somebody asked for, and what is remembered over a restart. */
export interface Wish extends Showing {
  /** Percent; undefined until somebody sets it: then the configured brightness is in force. */
  readonly brightness: number | undefined;
}

const VERSION = 1;

export function formatWish(wish: Wish): string {
  return `${JSON.stringify({ version: VERSION, ...wish })}\n`;
}

/** The wish, if the text is one that `formatWish` wrote. */
export function parseWish(text: string): Wish | undefined {
  const json = parseJsonText(text);
  if (!json.ok) return undefined;
  const { version, brightness } = json.value;
  if (version !== VERSION || !(brightness === undefined || isPercent(brightness))) return undefined;
  const showing = parseShowing(json.value);
  return showing && { ...showing, brightness };
}

function parseShowing({ animation, since, chosenBy, until, previous }: JsonObject): Showing | undefined {
  const before = isJsonObject(previous) ? parseShowing(previous) : undefined;
  const sound =
    isAnimationId(animation) &&
    isTimestamp(since) &&
    isChooser(chosenBy) &&
    (until === undefined || isTimestamp(until)) &&
    (previous === undefined || before !== undefined);
  if (!sound) return undefined;
  return { animation, since, chosenBy, ...(until && { until }), ...(before && { previous: before }) };
}

/** The same at another time: every moment later by that much. */
export function moved<C extends Showing>(showing: C, byMs: number): C {
  const later = (time: string): string => timestamp(Date.parse(time) + byMs);
  const { since, until, previous } = showing;
  return {
    ...showing,
    since: later(since),
    ...(until !== undefined && { until: later(until) }),
    ...(previous && { previous: moved(previous, byMs) }),
  };
}

/** Milliseconds since 1970 as RFC 3339 in UTC. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** RFC 3339 has no years beyond this, and with them there would be no room to move a moment. */
const LAST_YEAR = 9999;

/** As `timestamp` writes it; `Date.parse` alone would let any text pass in parentheses. */
function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const time = new Date(value);
  if (Number.isNaN(time.valueOf()) || time.toISOString() !== value) return false;
  return time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= LAST_YEAR;
}

function isChooser(value: unknown): value is Showing['chosenBy'] {
  return value === 'driver' || (ROLES as readonly unknown[]).includes(value);
}

function isPercent(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100;
}
