import { indexRegistry, type TokenIndex } from '@garland/protocol/tokens';
import type { Command } from 'commander';
import { tokenCommandFor, tokenFolder } from '../../tokens/folder.ts';
import type { UseRecords } from '../../tokens/last-used.ts';
import { readRegistry } from '../../tokens/registry.ts';
import { standingOf } from '../../tokens/state.ts';
import { tokenTable } from '../../tokens/table.ts';
import { calendarDay } from '../../wording.ts';
import { command } from '../command.ts';
import type { FolderOption } from './folder-option.ts';

export function listCommand(): Command {
  return command<FolderOption>(
    'list',
    'the tokens that were issued, and when each was used last',
    async (context, _words, { dir }) => {
      const folder = tokenFolder(dir);
      const issued = indexRegistry(readRegistry(folder));
      const { findLastUses } = await import('../../tokens/last-used.ts');
      const uses = await findLastUses([...issued.records.keys()]);
      const nowS = Date.now() / 1000;
      context.answer(listing(issued, uses, nowS), () =>
        issued.records.size === 0
          ? `No tokens yet:  ${tokenCommandFor(folder, 'create ifttt')}`
          : tokenTable(issued, uses, nowS),
      );
      if (issued.records.size > 0) for (const note of notesOn(uses)) context.note(note);
    },
  );
}

function listing(issued: TokenIndex, uses: UseRecords, nowS: number): object {
  const tokens = [...issued.records.values()].map((record) => {
    const { state, atS } = standingOf(record, issued, nowS);
    const lastUsed = uses.lastUsed.get(record.jti)?.toISOString() ?? null;
    return { ...record, state, ...(state === 'valid' && { validUntil: atS }), lastUsed };
  });
  const { known, because, since } = uses;
  return { tree: issued.tree, tokens, lastUse: { known, because, since: since?.toISOString() } };
}

/** How much the column LAST USED is worth. */
function notesOn({ known, because, since }: UseRecords): string[] {
  if (!known) return [`"?": when tokens were used last is not known. ${because}`];
  return since
    ? [`"-": not used since ${calendarDay(since)}, which is how far back the journal was read.`]
    : [];
}
