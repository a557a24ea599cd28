/** As GitHub makes the anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

export function linkTo(heading: string): string {
  return `[${heading}](#${anchorOf(heading)})`;
}

export function inlineCode(text: string): string {
  return `\`${text}\``;
}

export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

export function jsonBlock(value: unknown): string {
  return codeBlock('json', JSON.stringify(value, null, 2));
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** In a cell of a table, which would break them anywhere. */
export function joinLines(texts: readonly string[]): string {
  return texts.join('<br>');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** What a description calls docs/tokens.md is beside the folder of the reference. */
export function withLinks(text: string): string {
  return text.replaceAll(/\bdocs\/([\w-]+\.md)/g, '[$1](../$1)');
}
