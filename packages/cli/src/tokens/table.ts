import type { TokenRecord } from '@garland/protocol/tokens';
import { columnsOf } from '../terminal/text.ts';
import { calendarDay, remainingText } from '../wording.ts';

const HEADINGS = ['NAME', 'STATE', 'EXPIRES IN', 'CREATED', 'SCOPE', 'JTI'];

export function tokenTable(tokens: readonly TokenRecord[], nowS: number): string {
  const rows = tokens.map((token) => [
    token.sub,
    stateOf(token, nowS),
    stateOf(token, nowS) === 'valid' ? remainingText(token.exp - nowS) : '-',
    day(token.iat),
    token.scope,
    token.jti,
  ]);
  return columnsOf([HEADINGS, ...rows]).join('\n');
}

function stateOf({ revokedAt, exp }: TokenRecord, nowS: number): string {
  if (revokedAt !== undefined) return `revoked ${day(revokedAt)}`;
  return exp > nowS ? 'valid' : 'expired';
}

function day(seconds: number): string {
  return calendarDay(new Date(seconds * 1000));
}
