import type { ApiDescription } from '@garland/web-gateway/test/description';
import { headers } from './headers.ts';
import { code, table, withLinks } from './markdown.ts';
import { operations, overview } from './operations.ts';
import { problems } from './problems.ts';
import { data } from './schemas.ts';

const CHAPTER = /\n(?=## )/;

/** The API description as a page in Markdown: what to ask first, then what is true of every request. */
export function referencePage(description: ApiDescription): string {
  const { info, servers, components } = description;
  const [preface = '', ...chapters] = withLinks(info.description).split(CHAPTER);
  return `${[
    `# ${info.title} ${info.version}`,
    `**${info.summary}.** ${preface.trim()}`,
    overview(description),
    table(
      ['where', 'which tree'],
      servers.map(({ url, description: whose }) => [code(url), whose]),
    ),
    '## Token',
    withLinks(components.securitySchemes.token?.description ?? ''),
    ...operations(description),
    ...chapters.map((chapter) => chapter.trim()),
    ...problems(description),
    ...headers(description),
    ...data(components.schemas),
    '---',
    'Made from `packages/web-gateway/openapi.yaml` by `npm run docs:api`.',
  ].join('\n\n')}\n`;
}
