import {
  type TokenIndex,
  type TokenRecord,
  type TokenState,
  type TokenStatus,
  tokenStatus,
} from '@garland/tokens';
import { formatDay, formatRemaining } from '../text/format-time.ts';
import { alignColumns } from '../text/terminal-text.ts';
import type { LastUseReport } from './last-used.ts';

const TABLE_HEADINGS = ['NAME', 'STATE', 'EXPIRES IN', 'CREATED', 'LAST USED', 'SCOPE', 'ID'];

const STATE_TEXTS: { readonly [S in TokenState]: (day: string) => string } = {
  valid: () => 'valid',
  not_yet_valid: (day) => `not valid before ${day}`,
  revoked: (day) => `revoked ${day}`,
  replaced: (day) => `replaced ${day}`,
  expired: () => 'expired',
  key_retired: (day) => `key retired ${day}`,
};

export function formatTokenTable(issued: TokenIndex, uses: LastUseReport, nowS: number): string {
  const rows = [...issued.records.values()].map((token) => {
    const status = tokenStatus(token, issued, nowS);
    return [
      token.sub,
      STATE_TEXTS[status.state](formatDayS(status.atS)),
      formatRemainingCell(token, status, nowS),
      formatDayS(token.iat),
      formatLastUseCell(token, uses),
      token.scope,
      token.jti,
    ];
  });
  return alignColumns([TABLE_HEADINGS, ...rows]).join('\n');
}

/** "(ends)": earlier than its expiry, because the token or its key is being replaced. */
function formatRemainingCell({ exp }: TokenRecord, { state, atS }: TokenStatus, nowS: number): string {
  if (state !== 'valid') return '-';
  const left = formatRemaining(atS - nowS);
  return atS < exp ? `${left} (ends)` : left;
}

function formatLastUseCell({ jti }: TokenRecord, { isKnown, lastUsed }: LastUseReport): string {
  if (!isKnown) return '?';
  const used = lastUsed.get(jti);
  return used === undefined ? '-' : `${formatDay(used)} ${formatHoursMinutes(used)}`;
}

function formatHoursMinutes(time: Date): string {
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

function formatDayS(seconds: number): string {
  return formatDay(new Date(seconds * 1000));
}
