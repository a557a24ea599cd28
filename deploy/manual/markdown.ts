import { escaped, quoted } from './roff.ts';

/** A line, or some lines, of Markdown that begin a block of one kind. */
interface BlockKind {
  readonly begins: RegExp;
  /** How far the block reaches: as long as its lines look like this. */
  readonly goesOn: RegExp;
  render(lines: readonly string[]): readonly string[];
}

/** As much of Markdown as our documents use, plus definitions (a term, and its text behind ":   " on the next line). */
const BLOCKS: readonly BlockKind[] = [
  {
    begins: /^## /,
    goesOn: /^$(?!)/,
    render: ([line = '']) => [`.SH ${quoted(line.slice(3).toUpperCase())}`],
  },
  { begins: /^### /, goesOn: /^$(?!)/, render: ([line = '']) => ['.SS', inline(line.slice(4))] },
  { begins: /^```/, goesOn: /^(?!```$)/, render: (lines) => codeBlock(lines.slice(1)) },
  { begins: /^\|/, goesOn: /^\|/, render: (lines) => lines.slice(2).flatMap(tableRow) },
  { begins: /^- /, goesOn: /^ {2}/, render: (lines) => ['.IP \\(bu 2', inline(joined(lines).slice(2))] },
  { begins: /^:\s+/, goesOn: /^ {4}/, render: (lines) => [inline(joined(lines).replace(/^:\s+/, ''))] },
  { begins: /^\S/, goesOn: /^(?!$|[-|:#`])/, render: (lines) => ['.PP', inline(joined(lines))] },
];

/** Markdown as man(7). */
export function manFrom(markdown: string): string {
  const lines = markdown.split('\n');
  const out: string[] = [];
  for (let i = 0; i < lines.length; ) {
    const kind = BLOCKS.find(({ begins }) => begins.test(lines[i] ?? ''));
    let end = i + 1;
    while (kind && end < lines.length && kind.goesOn.test(lines[end] ?? '')) end++;
    if (kind) out.push(...asTerm(kind.render(lines.slice(i, end)), lines[end]));
    // The line that closes a code block belongs to it.
    i = lines[end] === '```' ? end + 1 : end;
  }
  return out.join('\n');
}

/** A paragraph that a definition follows is its term. */
function asTerm(rendered: readonly string[], next: string | undefined): readonly string[] {
  return rendered[0] === '.PP' && next?.startsWith(':') ? ['.TP', ...rendered.slice(1)] : rendered;
}

function codeBlock(lines: readonly string[]): string[] {
  return ['.PP', '.RS 4', '.EX', ...lines.map(escaped), '.EE', '.RE'];
}

/** A table of keys: the first cell is the term; a default, where the second of three cells has one, follows the text. */
function tableRow(line: string): string[] {
  const [term = '', ...cells] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const [standard, meaning] = cells.length > 1 ? cells : [undefined, cells[0]];
  const text = [meaning, standard && `(default: ${standard})`].filter(Boolean).join(' ');
  return ['.TP', inline(term), inline(text)];
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(' ');
}

function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '\\fB$1\\fR')
    .replaceAll(/\*\*([^*]+)\*\*/g, '\\fB$1\\fR')
    .replaceAll(/(?<!\w)\*([^*\s][^*]*)\*(?!\w)/g, '\\fI$1\\fR')
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, target: string) =>
      target.startsWith('http') ? `${label} (${target})` : label,
    );
}
