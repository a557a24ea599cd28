import { effectiveExpiry, parseScope, TOKEN_ALGORITHM, TOKEN_ISSUER, type TokenIndex } from '@garland/tokens';
import type { TokenInspection } from '@garland/tokens/inspect';
import { formatClockTime, formatDay, formatDuration, formatRemaining } from '../text/format-time.ts';
import { alignColumns, toPrintable } from '../text/terminal-text.ts';
import { TOKEN_FAULT_TEXTS } from './token-fault-texts.ts';

/** Explains the value of a field. */
type FieldRemark = (value: unknown, context: RemarkContext) => string;

interface RemarkContext {
  readonly issued: TokenIndex;
  /** Public keys in use; the first is the one that signs. */
  readonly kids: readonly string[];
  readonly nowS: number;
}

const HEADER_REMARKS: Readonly<Record<string, FieldRemark>> = {
  alg: (value) =>
    value === TOKEN_ALGORITHM ? 'the only accepted algorithm' : `only ${TOKEN_ALGORITHM} is accepted`,
  typ: (value) => (value === 'JWT' ? 'the only accepted type' : 'only JWT is accepted'),
  kid: (value, { kids, issued, nowS }) => {
    const endS = issued.keyRetirements.get(String(value));
    if (!kids.includes(String(value))) return 'not a key of this tree';
    if (endS !== undefined)
      return `a key that ${endS <= nowS ? 'retired' : 'retires'} on ${formatMoment(endS)}`;
    return value === kids[0] ? 'the current signing key' : 'a key of this tree';
  },
};

const CLAIM_REMARKS: Readonly<Record<string, FieldRemark>> = {
  iss: (value) => (value === TOKEN_ISSUER ? 'issued by Garland' : `must be "${TOKEN_ISSUER}"`),
  aud: (value, { issued }) => (value === issued.tree ? 'this tree' : `this tree is "${issued.tree}"`),
  sub: () => 'who it was issued to',
  jti: (value, { issued }) => registryRemark(issued, String(value)),
  iat: (value, { nowS }) => `issued ${timeRemark(value, nowS)}`,
  nbf: (value, { nowS }) => `valid from ${timeRemark(value, nowS)}`,
  exp: (value, { nowS }) => `expires ${timeRemark(value, nowS)}`,
  scope: scopeRemark,
};

/** Describes an inspected token for people. */
export function describeInspection(
  { fault, hasValidSignature, header, claims }: TokenInspection,
  context: RemarkContext,
): string {
  const resultLines = fault
    ? [`Refused: ${fault}`, `  ${TOKEN_FAULT_TEXTS[fault].meaning}`, `  ${TOKEN_FAULT_TEXTS[fault].advice}`]
    : ['Accepted: this token is valid for this tree.'];
  if (!header && !claims) return resultLines.join('\n');
  const trust = hasValidSignature
    ? 'Contents (signed by a key of this tree):'
    : 'Contents (signature not verified):';
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
      remark?.(value, context) ?? 'not part of a Garland token',
    ];
  });
}

const MAX_SHOWN_LENGTH = 80;

/** An unverified token can contain any text: it must neither control the terminal nor fill it. */
function toShortText(value: unknown): string {
  const text = toPrintable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

function registryRemark({ records, keyRetirements }: TokenIndex, jti: string): string {
  const record = records.get(jti);
  if (!record) return 'not listed in the registry';
  if (record.revokedAt !== undefined) return `revoked on ${formatMoment(record.revokedAt)}`;
  const endS = effectiveExpiry(record, keyRetirements);
  return endS < record.exp ? `listed; valid until ${formatMoment(endS)}` : 'listed in the registry';
}

function scopeRemark(value: unknown): string {
  const scope = typeof value === 'string' ? parseScope(value) : undefined;
  if (!scope) return 'not a scope';
  const play = scope.play === 'all' ? ['play everything'] : scope.play.size > 0 ? ['play these'] : [];
  return `can ${[...play, ...(scope.status ? ['read the status'] : [])].join(', and ')}`;
}

function timeRemark(value: unknown, nowS: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12)
    return 'not a valid time';
  const distance =
    value > nowS ? `in ${formatRemaining(value - nowS)}` : `${formatDuration(nowS - value)} ago`;
  return `${formatMoment(value)}, ${distance}`;
}

function formatMoment(seconds: number): string {
  const time = new Date(seconds * 1000);
  const text = formatClockTime(time.getTime());
  return text.includes(' ') ? text : `${formatDay(time)} ${text}`;
}
