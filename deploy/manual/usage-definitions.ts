/** The options and exit codes of a daemon's usage text, as definitions in Markdown. */
export function usageDefinitions(usage: string): { readonly options: string; readonly exitCodes: string } {
  const [before = '', after = ''] = usage.split('Exit codes:\n');
  return {
    options: definitions(before, /^ {2,6}(-\S.*?) {2,}(.+)$/gm),
    exitCodes: definitions(after, /^ {2}(\d+) +(.+)$/gm),
  };
}

function definitions(text: string, line: RegExp): string {
  return [...text.matchAll(line)].map(([, term, meaning]) => `\`${term}\`\n:   ${meaning}\n`).join('\n');
}
