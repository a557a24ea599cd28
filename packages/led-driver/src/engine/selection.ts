import {
  type AnimationId,
  isAnimationId,
  isJsonObject,
  type JsonObject,
  parseJsonText,
  ROLES,
  type Role,
} from '@garland/protocol';

/** A choice of what to play. Times are RFC 3339 in UTC. */
export interface Selection {
  readonly animation: AnimationId;
  /** When it was chosen. */
  readonly since: string;
  readonly chosenBy: Role | 'driver';
  /** When it ends by itself; absent: it does not. */
  readonly until?: string;
  /** The selection to return to in the end, if this one returns. */
  readonly previous?: Selection;
}

/** A selection as it is saved over a restart. */
export interface StoredSelection extends Selection {
  /** Percent; undefined until a client sets it: the configured brightness applies. */
  readonly brightness: number | undefined;
}

const STATE_FILE_VERSION = 1;

export function formatSelection(selection: StoredSelection): string {
  return `${JSON.stringify({ version: STATE_FILE_VERSION, ...selection })}\n`;
}

/** Reads what `formatSelection` wrote; undefined for any other text. */
export function parseStoredSelection(text: string): StoredSelection | undefined {
  const json = parseJsonText(text);
  if (!json.ok) return undefined;
  const { version, brightness } = json.value;
  if (version !== STATE_FILE_VERSION || !(brightness === undefined || isPercent(brightness)))
    return undefined;
  const selection = parseSelection(json.value);
  return selection && { ...selection, brightness };
}

function parseSelection({ animation, since, chosenBy, until, previous }: JsonObject): Selection | undefined {
  const parsedPrevious = isJsonObject(previous) ? parseSelection(previous) : undefined;
  const isValid =
    isAnimationId(animation) &&
    isTimestamp(since) &&
    isChosenBy(chosenBy) &&
    (until === undefined || isTimestamp(until)) &&
    (previous === undefined || parsedPrevious !== undefined);
  if (!isValid) return undefined;
  return {
    animation,
    since,
    chosenBy,
    ...(until && { until }),
    ...(parsedPrevious && { previous: parsedPrevious }),
  };
}

/** The same selection with all its times shifted. */
export function shiftTimes<C extends Selection>(selection: C, byMs: number): C {
  const shift = (time: string): string => toTimestamp(Date.parse(time) + byMs);
  const { since, until, previous } = selection;
  return {
    ...selection,
    since: shift(since),
    ...(until !== undefined && { until: shift(until) }),
    ...(previous && { previous: shiftTimes(previous, byMs) }),
  };
}

/** Milliseconds since 1970 as RFC 3339 in UTC. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** RFC 3339 has no years beyond this; and such times could not be shifted. */
const LAST_YEAR = 9999;

/** As `toTimestamp` writes it; `Date.parse` alone would accept any text in parentheses. */
function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const time = new Date(value);
  if (Number.isNaN(time.valueOf()) || time.toISOString() !== value) return false;
  return time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= LAST_YEAR;
}

function isChosenBy(value: unknown): value is Selection['chosenBy'] {
  return value === 'driver' || (ROLES as readonly unknown[]).includes(value);
}

function isPercent(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100;
}
