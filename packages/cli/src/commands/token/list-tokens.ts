import { buildTimeS } from '@garland/daemon';
import { indexRegistry, isClockBehind, type TokenIndex, tokenStatus } from '@garland/tokens';
import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatDay } from '../../text/format-time.ts';
import type { LastUseReport } from '../../tokens/last-used.ts';
import { readRegistry } from '../../tokens/registry-file.ts';
import { formatUtc, SET_CLOCK_COMMAND } from '../../tokens/require-clock.ts';
import { type TokenFolderOption, tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import { formatTokenTable } from '../../tokens/token-table.ts';

export function listTokensCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'list',
    'list issued tokens, and when each was last used',
    async (context, _words, { dir }) => {
      const folder = tokenFolder(dir);
      const issued = indexRegistry(readRegistry(folder), buildTimeS());
      const { findLastUses } = await import('../../tokens/last-used.ts');
      const uses = await findLastUses([...issued.records.keys()], context.io.env);
      const nowS = Math.floor(Date.now() / 1000);
      context.printResult(toTokenListJson(issued, uses, nowS), () =>
        issued.records.size === 0
          ? `No tokens yet:  ${tokenCommandHint(folder, 'create ifttt')}`
          : formatTokenTable(issued, uses, nowS),
      );
      if (isClockBehind(nowS, issued.newestKnownS)) context.printNote(clockNote(issued, nowS));
      if (issued.records.size > 0) for (const note of lastUseNotes(uses)) context.printNote(note);
    },
  );
}

function toTokenListJson(issued: TokenIndex, uses: LastUseReport, nowS: number): object {
  const tokens = [...issued.records.values()].map((record) => {
    const { state, atS } = tokenStatus(record, issued, nowS);
    const lastUsed = uses.lastUsed.get(record.jti)?.toISOString() ?? null;
    return {
      ...record,
      state,
      ...(state === 'valid' && { validUntil: atS }),
      ...(state === 'not_yet_valid' && { validFrom: atS }),
      lastUsed,
    };
  });
  const { isKnown, reason, since } = uses;
  return {
    tree: issued.tree,
    clockBehind: isClockBehind(nowS, issued.newestKnownS),
    tokens,
    lastUse: { known: isKnown, because: reason, since: since?.toISOString() },
  };
}

function clockNote({ newestKnownS }: TokenIndex, nowS: number): string {
  return `No token is accepted: the clock says ${formatUtc(nowS)}, but must be later than ${formatUtc(newestKnownS)}. Set it:  ${SET_CLOCK_COMMAND}`;
}

/** Explains the column LAST USED. */
function lastUseNotes({ isKnown, reason, since }: LastUseReport): string[] {
  if (!isKnown) return [`"?": last use unknown. ${reason}`];
  return since ? [`"-": not used since ${formatDay(since)}; the journal was not read further back.`] : [];
}
