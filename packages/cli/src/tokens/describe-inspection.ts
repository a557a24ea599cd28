import { effectiveExpiry, parseScope, type TokenIndex } from '@garland/tokens';
import type { TokenInspection } from '@garland/tokens/inspect';
import { alignColumns, toPrintable } from '../terminal/terminal-text.ts';
import { formatClockTime, formatDay, formatDuration, formatRemaining } from '../text/format-time.ts';
import { TOKEN_FAULT_TEXTS } from './token-fault-texts.ts';

/** What is there to say about a field, to somebody who has the registry before them. */
type FieldRemark = (value: unknown, context: RemarkContext) => string;

interface RemarkContext {
  readonly issued: TokenIndex;
  /** Public keys in use, the one that signs first. */
  readonly kids: readonly string[];
  readonly nowS: number;
}

const HEADER_REMARKS: Readonly<Record<string, FieldRemark>> = {
  alg: (value) => (value === 'ES256' ? 'the one algorithm that is accepted' : 'only ES256 is accepted'),
  typ: (value) => (value === 'JWT' ? 'the one type that is accepted' : 'only JWT is accepted'),
  kid: (value, { kids, issued, nowS }) => {
    const endS = issued.keyRetirements.get(String(value));
    if (!kids.includes(String(value))) return 'no key of this tree';
    if (endS !== undefined)
      return `a key that ${endS <= nowS ? 'retired' : 'retires'} on ${formatMoment(endS)}`;
    return value === kids[0] ? 'the key that signs now' : 'a key of this tree';
  },
};

const CLAIM_REMARKS: Readonly<Record<string, FieldRemark>> = {
  iss: (value) => (value === 'garland' ? 'made by Garland' : 'must be "garland"'),
  aud: (value, { issued }) => (value === issued.tree ? 'this tree' : `this tree is "${issued.tree}"`),
  sub: () => 'who it was issued to',
  jti: (value, { issued }) => registryRemark(issued, String(value)),
  iat: (value, { nowS }) => `issued ${timeRemark(value, nowS)}`,
  nbf: (value, { nowS }) => `valid from ${timeRemark(value, nowS)}`,
  exp: (value, { nowS }) => `expires ${timeRemark(value, nowS)}`,
  scope: scopeRemark,
};

/** An inspection, for people. */
export function describeInspection(
  { fault, hasValidSignature, header, claims }: TokenInspection,
  context: RemarkContext,
): string {
  const resultLines = fault
    ? [`Refused: ${fault}`, `  ${TOKEN_FAULT_TEXTS[fault].means}`, `  ${TOKEN_FAULT_TEXTS[fault].todo}`]
    : ['Accepted: this tree would let it in.'];
  if (!header && !claims) return resultLines.join('\n');
  const trust = hasValidSignature
    ? 'It says, and a key of this tree has signed that:'
    : 'It says, and nothing proves who wrote that:';
  const rows = [...fieldRows(header, HEADER_REMARKS, context), ...fieldRows(claims, CLAIM_REMARKS, context)];
  return [...resultLines, '', trust, ...alignColumns(rows)].join('\n');
}

function fieldRows(
  fields: TokenInspection['claims'],
  remarks: Readonly<Record<string, FieldRemark>>,
  context: RemarkContext,
): readonly (readonly string[])[] {
  return Object.entries(fields ?? {}).map(([name, value]) => {
    const remark = Object.hasOwn(remarks, name) ? remarks[name] : undefined;
    return [
      `  ${toShortText(name)}`,
      toShortText(value),
      remark?.(value, context) ?? 'no token of Garland has this',
    ];
  });
}

const MAX_SHOWN_LENGTH = 80;

/** Whatever a stranger wrote there, it neither steers the terminal nor fills it. */
function toShortText(value: unknown): string {
  const text = toPrintable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

function registryRemark({ records, keyRetirements }: TokenIndex, jti: string): string {
  const record = records.get(jti);
  if (!record) return 'not listed in the registry';
  if (record.revokedAt !== undefined) return `taken back on ${formatMoment(record.revokedAt)}`;
  const endS = effectiveExpiry(record, keyRetirements);
  return endS < record.exp ? `listed; it counts until ${formatMoment(endS)}` : 'listed in the registry';
}

function scopeRemark(value: unknown): string {
  const scope = typeof value === 'string' ? parseScope(value) : undefined;
  if (!scope) return 'not a scope';
  const play = scope.play === 'all' ? ['play everything'] : scope.play.size > 0 ? ['play these'] : [];
  return `it may ${[...play, ...(scope.status ? ['ask what the tree shows'] : [])].join(', and ')}`;
}

function timeRemark(value: unknown, nowS: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12) return 'at no time';
  const distance =
    value > nowS ? `in ${formatRemaining(value - nowS)}` : `${formatDuration(nowS - value)} ago`;
  return `${formatMoment(value)}, ${distance}`;
}

function formatMoment(seconds: number): string {
  const time = new Date(seconds * 1000);
  const text = formatClockTime(time.toISOString());
  return text.includes(' ') ? text : `${formatDay(time)} ${text}`;
}
