import { escapeRoff, quoteRoff, wrapLines } from './roff.ts';

/** Lines of Markdown that make one block. */
interface BlockKind {
  readonly start: RegExp;
  /** The block reaches as far as its lines look like this; without it, it is one line. */
  readonly continuation?: RegExp;
  render(lines: readonly string[]): readonly string[];
}

/** As much of Markdown as our documents use, plus definitions: a term, and its text behind ":   " on the next line. */
const BLOCKS: readonly BlockKind[] = [
  { start: /^## /, render: ([line = '']) => [`.SH ${quoteRoff(line.slice(3).toUpperCase())}`] },
  { start: /^### /, render: ([line = '']) => ['.SS', inlineToMan(line.slice(4))] },
  { start: /^```/, continuation: /^(?!```$)/, render: ([, ...code]) => codeBlock(code) },
  { start: /^\|/, continuation: /^\|/, render: ([, , ...rows]) => rows.flatMap(tableRow) },
  {
    start: /^- /,
    continuation: /^ {2}/,
    render: (lines) => ['.IP \\(bu 2', inlineToMan(joinLines(lines).slice(2))],
  },
  {
    start: /^: /,
    continuation: /^ {4}/,
    render: (lines) => [inlineToMan(joinLines(lines).replace(/^:\s+/, ''))],
  },
  {
    start: /^\S/,
    continuation: /^(?!$|- |\||: |#|```)/,
    render: (lines) => ['.PP', inlineToMan(joinLines(lines))],
  },
];

/** Markdown as man(7). */
export function markdownToMan(markdown: string): string {
  const lines = markdown.split('\n');
  const out: string[] = [];
  for (let i = 0; i < lines.length; ) {
    const kind = BLOCKS.find(({ start: begins }) => begins.test(lines[i] ?? ''));
    let end = i + 1;
    while (kind?.continuation && end < lines.length && kind.continuation.test(lines[end] ?? '')) end++;
    if (kind) out.push(...adjustParagraph(kind.render(lines.slice(i, end)), out, lines[end]));
    // The line that closes a code block belongs to it.
    i = lines[i]?.startsWith('```') ? end + 1 : end;
  }
  return out.join('\n');
}

/** A paragraph that a definition follows is its term; one right after a heading needs no space above. */
function adjustParagraph(
  block: readonly string[],
  before: readonly string[],
  next: string | undefined,
): readonly string[] {
  if (block[0] !== '.PP') return block;
  if (next?.startsWith(': ')) return ['.TP', ...block.slice(1)];
  const isAfterHeading = before.at(-1)?.startsWith('.SH') || before.at(-2) === '.SS';
  return isAfterHeading ? block.slice(1) : block;
}

function codeBlock(lines: readonly string[]): string[] {
  return ['.PP', '.RS 4', '.nf', ...lines.map(escapeRoff), '.fi', '.RE'];
}

/** A table of keys: the first cell is the term; a default, in the second of three cells, follows the text. */
function tableRow(line: string): string[] {
  const [term = '', ...cells] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const [standard = '', meaning = ''] = cells.length > 1 ? cells : ['', ...cells];
  const remark = standard === 'needed' ? '(needed)' : standard && `(default: ${standard})`;
  return ['.TP', inlineToMan(term), inlineToMan(`${meaning} ${remark}`.trim())];
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(' ');
}

function inlineToMan(text: string): string {
  const marked = escapeRoff(text)
    .replaceAll(/`([^`]+)`/g, '\\fB$1\\fR')
    .replaceAll(/\*\*([^*]+)\*\*/g, '\\fB$1\\fR')
    .replaceAll(/(?<!\w)\*([^*\s][^*]*)\*(?!\w)/g, '\\fI$1\\fR')
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, target: string) =>
      target.startsWith('http') ? `${label} (${target})` : label,
    );
  return wrapLines(marked);
}
