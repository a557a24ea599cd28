import { indexRegistry, type TokenIndex, tokenStatus } from '@garland/tokens';
import type { Command } from 'commander';
import { defineCommand } from '../../command-line/define-command.ts';
import { formatDay } from '../../text/format-time.ts';
import type { LastUseReport } from '../../tokens/last-used.ts';
import { readRegistry } from '../../tokens/registry-file.ts';
import { type TokenFolderOption, tokenCommandHint, tokenFolder } from '../../tokens/token-folder.ts';
import { formatTokenTable } from '../../tokens/token-table.ts';

export function listTokensCommand(): Command {
  return defineCommand<TokenFolderOption>(
    'list',
    'list issued tokens, and when each was last used',
    async (context, _words, { dir }) => {
      const folder = tokenFolder(dir);
      const issued = indexRegistry(readRegistry(folder));
      const { findLastUses } = await import('../../tokens/last-used.ts');
      const uses = await findLastUses([...issued.records.keys()], context.io.env);
      const nowS = Date.now() / 1000;
      context.printResult(toTokenListJson(issued, uses, nowS), () =>
        issued.records.size === 0
          ? `No tokens yet:  ${tokenCommandHint(folder, 'create ifttt')}`
          : formatTokenTable(issued, uses, nowS),
      );
      if (issued.records.size > 0) for (const note of lastUseNotes(uses)) context.printNote(note);
    },
  );
}

function toTokenListJson(issued: TokenIndex, uses: LastUseReport, nowS: number): object {
  const tokens = [...issued.records.values()].map((record) => {
    const { state, atS } = tokenStatus(record, issued, nowS);
    const lastUsed = uses.lastUsed.get(record.jti)?.toISOString() ?? null;
    return { ...record, state, ...(state === 'valid' && { validUntil: atS }), lastUsed };
  });
  const { isKnown, reason, since } = uses;
  return {
    tree: issued.tree,
    tokens,
    lastUse: { known: isKnown, because: reason, since: since?.toISOString() },
  };
}

/** Explains the column LAST USED. */
function lastUseNotes({ isKnown, reason, since }: LastUseReport): string[] {
  if (!isKnown) return [`"?": last use unknown. ${reason}`];
  return since ? [`"-": not used since ${formatDay(since)}; the journal was not read further back.`] : [];
}
