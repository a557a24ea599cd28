import {
  type ApiDescription,
  type ProblemExample,
  problemExamples,
} from '@garland/web-gateway/test/read-openapi';
import { inlineCode, linkTo, withLinks } from './markdown.ts';

type Examples = readonly [ProblemExample, ...ProblemExample[]];

/** A section for each code: what it means and what to do, and what the answer itself says about it. */
export function problemSections(description: ApiDescription): string[] {
  const { code: codes } = description.components.schemas.Problem?.properties ?? {};
  const meanings = Object.entries(codes?.['x-enumDescriptions'] ?? {});
  return [
    '## Problems',
    `Each comes as a ${linkTo('Problem')}, whose \`detail\` is quoted here.`,
    ...meanings.flatMap(([name, meaning]) => section(examplesOf(description, name), meaning)),
  ];
}

function section(examples: Examples, meaning: string): string[] {
  const [{ value }] = examples;
  const ways = new Set(examples.flatMap(({ summary }) => summary ?? []));
  return [
    `### ${inlineCode(value.code)}`,
    `**${value.status} ${value.title}.** ${withLinks(meaning)}`,
    ...(ways.size === 0 ? [] : [`Example: ${[...ways].join('. Or: ')}.`]),
    `> ${value.detail}`,
  ];
}

/** Several if several kinds of answers have this code. */
function examplesOf(description: ApiDescription, name: string): Examples {
  const [first, ...others] = problemExamples(description).filter(({ value }) => value.code === name);
  if (!first) throw new Error(`openapi.yaml has no example of the problem ${name}`);
  return [first, ...others];
}
