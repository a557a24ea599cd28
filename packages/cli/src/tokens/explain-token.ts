import { effectiveExpiry, parseScope, type TokenIndex } from '@garland/protocol/tokens';
import { columnsOf, printable } from '../terminal/text.ts';
import { calendarDay, clockTime, durationText, remainingText } from '../wording.ts';
import type { Inspection } from './inspect.ts';
import { REFUSALS } from './refusals.ts';

/** What is there to say about a field, to somebody who has the registry before them. */
type Remark = (value: unknown, context: RemarkContext) => string;

interface RemarkContext {
  readonly issued: TokenIndex;
  /** Public keys in use, the one that signs first. */
  readonly kids: readonly string[];
  readonly nowS: number;
}

const HEADER_REMARKS: Readonly<Record<string, Remark>> = {
  alg: (value) => (value === 'ES256' ? 'the one algorithm that is accepted' : 'only ES256 is accepted'),
  typ: (value) => (value === 'JWT' ? 'the one type that is accepted' : 'only JWT is accepted'),
  kid: (value, { kids, issued, nowS }) => {
    const endS = issued.keyRetirements.get(String(value));
    if (!kids.includes(String(value))) return 'no key of this tree';
    if (endS !== undefined) return `a key that ${endS <= nowS ? 'retired' : 'retires'} on ${moment(endS)}`;
    return value === kids[0] ? 'the key that signs now' : 'a key of this tree';
  },
};

const CLAIM_REMARKS: Readonly<Record<string, Remark>> = {
  iss: (value) => (value === 'garland' ? 'made by Garland' : 'must be "garland"'),
  aud: (value, { issued }) => (value === issued.tree ? 'this tree' : `this tree is "${issued.tree}"`),
  sub: () => 'who it was issued to',
  jti: (value, { issued }) => recordRemark(issued, String(value)),
  iat: (value, { nowS }) => `issued ${timeRemark(value, nowS)}`,
  nbf: (value, { nowS }) => `valid from ${timeRemark(value, nowS)}`,
  exp: (value, { nowS }) => `expires ${timeRemark(value, nowS)}`,
  scope: scopeRemark,
};

/** An inspection, for people. */
export function explainToken(
  { fault, isProven, header, claims }: Inspection,
  context: RemarkContext,
): string {
  const verdict = fault
    ? [`Refused: ${fault}`, `  ${REFUSALS[fault].means}`, `  ${REFUSALS[fault].todo}`]
    : ['Accepted: this tree would let it in.'];
  if (!header && !claims) return verdict.join('\n');
  const trust = isProven
    ? 'It says, and a key of this tree has signed that:'
    : 'It says, and nothing proves who wrote that:';
  const rows = [...rowsOf(header, HEADER_REMARKS, context), ...rowsOf(claims, CLAIM_REMARKS, context)];
  return [...verdict, '', trust, ...columnsOf(rows)].join('\n');
}

function rowsOf(
  fields: Inspection['claims'],
  remarks: Readonly<Record<string, Remark>>,
  context: RemarkContext,
): readonly (readonly string[])[] {
  return Object.entries(fields ?? {}).map(([name, value]) => {
    const remark = Object.hasOwn(remarks, name) ? remarks[name] : undefined;
    return [`  ${shown(name)}`, shown(value), remark?.(value, context) ?? 'no token of Garland has this'];
  });
}

const SHOWN_LENGTH = 80;

/** Whatever a stranger wrote there, it neither steers the terminal nor fills it. */
function shown(value: unknown): string {
  const text = printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function recordRemark({ records, keyRetirements }: TokenIndex, jti: string): string {
  const record = records.get(jti);
  if (!record) return 'not listed in the registry';
  if (record.revokedAt !== undefined) return `taken back on ${moment(record.revokedAt)}`;
  const endS = effectiveExpiry(record, keyRetirements);
  return endS < record.exp ? `listed; it counts until ${moment(endS)}` : 'listed in the registry';
}

function scopeRemark(value: unknown): string {
  const scope = typeof value === 'string' ? parseScope(value) : undefined;
  if (!scope) return 'not a scope';
  const play = scope.play === 'every' ? ['play everything'] : scope.play.size > 0 ? ['play these'] : [];
  return `it may ${[...play, ...(scope.status ? ['ask what the tree shows'] : [])].join(', and ')}`;
}

function timeRemark(value: unknown, nowS: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12) return 'at no time';
  const distance = value > nowS ? `in ${remainingText(value - nowS)}` : `${durationText(nowS - value)} ago`;
  return `${moment(value)}, ${distance}`;
}

function moment(seconds: number): string {
  const time = new Date(seconds * 1000);
  const text = clockTime(time.toISOString());
  return text.includes(' ') ? text : `${calendarDay(time)} ${text}`;
}
