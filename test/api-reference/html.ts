import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import { Marked, Renderer, type Tokens } from 'marked';
import { anchorOf } from './markdown.ts';

const STYLE = join(ROOT, 'test/api-reference/style.css');

const marked = new Marked({
  renderer: {
    heading({ tokens, text, depth }: Tokens.Heading): string {
      const id = anchorOf(text);
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    /** A narrow page breaks long names where their words end. Only a code of several words breaks on a wide one. */
    codespan(token: Tokens.Codespan): string {
      const html = Renderer.prototype.codespan.call(this, token);
      const breakable = html.replaceAll(/(?<=\w)[/_](?=\w)/g, '$&<wbr>');
      return token.text.includes(' ') ? breakable.replace('<code>', '<code class="words">') : breakable;
    },
    table(token: Tokens.Table): string {
      return `<div class="table">${Renderer.prototype.table.call(this, token)}</div>\n`;
    },
  },
});

/** A page in Markdown as one file for a browser, which needs no other and no network. */
export function htmlPage(markdown: string): string {
  const isHeading = (token: { readonly type: string }): token is Tokens.Heading => token.type === 'heading';
  const [title, ...headings] = marked.lexer(markdown).filter(isHeading);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title?.text ?? '')}</title>
<style>
${readFileSync(STYLE, 'utf8')}</style>
</head>
<body id="top">
<a class="skip" href="#content">Skip the list of contents</a>
<nav aria-label="Contents">
<ul>
${headings.map(contentsEntry).join('\n')}
</ul>
</nav>
<main id="content">
${marked.parse(markdown)}</main>
<a class="up" href="#top">Top</a>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function contentsEntry({ text, depth }: Tokens.Heading): string {
  return `<li class="depth-${depth}"><a href="#${anchorOf(text)}">${marked.parseInline(text)}</a></li>`;
}
