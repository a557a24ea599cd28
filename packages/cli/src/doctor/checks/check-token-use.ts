import { indexRegistry, isTokenValid, parseRegistry, type TokenRecord } from '@garland/tokens';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { formatDay } from '../../text/format-time.ts';
import type { LastUseReport } from '../../tokens/last-used.ts';
import { type Finding, okIfNone, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const UNUSED_DAYS = 90;

/** Every token is in use: one that is not needed is only a risk. */
export async function checkTokenUse(probe: SystemProbe): Promise<readonly Finding[]> {
  const sinceMs = probe.nowMs - UNUSED_DAYS * 86_400_000;
  const tokens = tokensIssuedBefore(sinceMs, probe);
  if (!tokens) return [];
  const uses = tokens.length > 0 && (await probe.findLastUses(jtisOf(tokens), sinceMs));
  return okIfNone(
    uses ? findUnused(tokens, uses, sinceMs) : [],
    `no token has been unused for ${UNUSED_DAYS} days`,
  );
}

/** Valid ones. Another check reports a registry that cannot be read. */
function tokensIssuedBefore(sinceMs: number, probe: SystemProbe): readonly TokenRecord[] | undefined {
  const registry = tryOrUndefined(() => parseRegistry(probe.readFile(INSTALLED_PATHS.registry)));
  if (!registry?.ok) return undefined;
  const issued = indexRegistry(registry.value);
  return registry.value.tokens.filter(
    (token) => token.iat * 1000 < sinceMs && isTokenValid(token, issued, probe.nowMs / 1000),
  );
}

function findUnused(tokens: readonly TokenRecord[], uses: LastUseReport, sinceMs: number): Finding[] {
  if (!uses.isKnown) return [unknown(`cannot determine when tokens were last used: ${uses.reason}`)];
  const unused = tokens.filter(({ jti }) => !isAfter(uses.lastUsed.get(jti), sinceMs));
  if (unused.length > 0 && isAfter(uses.since, sinceMs)) return [unknownUse(unused, uses.since)];
  return unused.map(({ sub, jti }) =>
    warning(
      `the token "${sub}" (${jti}) has not been used for ${UNUSED_DAYS} days`,
      `if it is no longer needed: sudo garland token revoke ${jti}`,
    ),
  );
}

function unknownUse(tokens: readonly TokenRecord[], since: Date): Finding {
  const names = [...new Set(tokens.map(({ sub }) => `"${sub}"`))].join(', ');
  return unknown(
    `the journal was read back to ${formatDay(since)}, with no use of ${names}: not known whether unused for ${UNUSED_DAYS} days`,
  );
}

function isAfter(time: Date | undefined, sinceMs: number): time is Date {
  return time !== undefined && time.getTime() >= sinceMs;
}

function jtisOf(tokens: readonly TokenRecord[]): string[] {
  return tokens.map(({ jti }) => jti);
}
