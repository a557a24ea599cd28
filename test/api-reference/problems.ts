import type { Description } from '@garland/web-gateway/test/description';
import { code, linkTo, withLinks } from './markdown.ts';

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

interface Example {
  /** How to get it. */
  readonly summary?: string;
  readonly value: unknown;
}

/** A section for each code: what it means and what to do, and what the answer itself says about it. */
export function problems(description: Description): string[] {
  const { code: codes } = description.components.schemas.Problem?.properties ?? {};
  const meanings = Object.entries(codes?.['x-enumDescriptions'] ?? {});
  return [
    '## Problems',
    `Each comes as a ${linkTo('Problem')}, whose \`detail\` is quoted here.`,
    ...meanings.flatMap(([name, meaning]) => section(exampleOf(description, name), meaning)),
  ];
}

function section({ summary, value }: Example, meaning: string): string[] {
  const { code: name, status, title, detail } = value as Problem;
  return [
    `### ${code(name)}`,
    `**${status} ${title}.** ${withLinks(meaning)}`,
    ...(summary === undefined ? [] : [`Example: ${summary}.`]),
    `> ${detail}`,
  ];
}

function exampleOf({ components }: Description, name: string): Example {
  const { Problem } = components.schemas;
  const examples: Example[] = [
    ...Object.values(components.responses)
      .flatMap(({ content }) => Object.values(content))
      .flatMap((media) => Object.values(media.examples)),
    ...(Problem?.examples ?? []).map((value) => ({ value })),
  ];
  const example = examples.find(({ value }) => (value as Problem).code === name);
  if (!example) throw new Error(`openapi.yaml has no example of the problem ${name}`);
  return example;
}
