import type { TokenIndex, TokenRecord } from '@garland/protocol/tokens';
import { columnsOf } from '../terminal/text.ts';
import { calendarDay, remainingText } from '../wording.ts';
import type { UseRecords } from './last-used.ts';
import { type Standing, standingOf, type TokenState } from './state.ts';

const HEADINGS = ['NAME', 'STATE', 'EXPIRES IN', 'CREATED', 'LAST USED', 'SCOPE', 'JTI'];

const STATES: { readonly [S in TokenState]: (day: string) => string } = {
  valid: () => 'valid',
  revoked: (day) => `revoked ${day}`,
  ended: (day) => `ended ${day}`,
  expired: () => 'expired',
  key_retired: (day) => `key retired ${day}`,
};

export function tokenTable(issued: TokenIndex, uses: UseRecords, nowS: number): string {
  const rows = [...issued.records.values()].map((token) => {
    const standing = standingOf(token, issued, nowS);
    return [
      token.sub,
      STATES[standing.state](day(standing.atS)),
      remaining(token, standing, nowS),
      day(token.iat),
      lastUse(token, uses),
      token.scope,
      token.jti,
    ];
  });
  return columnsOf([HEADINGS, ...rows]).join('\n');
}

/** A token that ends before it expires was replaced, or its key is. */
function remaining({ exp }: TokenRecord, { state, atS }: Standing, nowS: number): string {
  if (state !== 'valid') return '-';
  const left = remainingText(atS - nowS);
  return atS < exp ? `${left} (ends)` : left;
}

function lastUse({ jti }: TokenRecord, { known, lastUsed }: UseRecords): string {
  if (!known) return '?';
  const used = lastUsed.get(jti);
  return used === undefined ? '-' : `${calendarDay(used)} ${clock(used)}`;
}

function clock(time: Date): string {
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

function day(seconds: number): string {
  return calendarDay(new Date(seconds * 1000));
}
