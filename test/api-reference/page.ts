import type { ApiDescription } from '@garland/web-gateway/test/read-openapi';
import { headerSection } from './headers.ts';
import { inlineCode, table, withLinks } from './markdown.ts';
import { operationSections, overviewTable } from './operations.ts';
import { problemSections } from './problems.ts';
import { schemaSections } from './schemas.ts';

const CHAPTER = /\n(?=## )/;

/** The API description as a page in Markdown: what to ask first, then what is true of every request. */
export function referencePage(description: ApiDescription): string {
  const { info, servers, components } = description;
  const [preface = '', ...chapters] = withLinks(info.description).split(CHAPTER);
  return `${[
    `# ${info.title} ${info.version}`,
    `**${info.summary}.** ${preface.trim()}`,
    overviewTable(description),
    table(
      ['where', 'which tree'],
      servers.map(({ url, description: whose }) => [inlineCode(url), whose]),
    ),
    '## Token',
    withLinks(components.securitySchemes.token?.description ?? ''),
    ...operationSections(description),
    ...chapters.map((chapter) => chapter.trim()),
    ...problemSections(description),
    ...headerSection(description),
    ...schemaSections(components.schemas),
    '---',
    'Made from `packages/web-gateway/openapi.yaml` by `npm run docs:api`.',
  ].join('\n\n')}\n`;
}
