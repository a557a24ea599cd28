import type { ApiDescription, Operation, Response } from '@garland/web-gateway/test/read-openapi';
import { isInEveryAnswer, optionalSuffix } from './headers.ts';
import { inlineCode, joinLines, jsonBlock, linkTo, table, withLinks } from './markdown.ts';
import { typeOf } from './schemas.ts';

type Responses = Operation['responses'];

const isSuccess = ([status]: readonly [string, Response]): boolean => status.startsWith('2');

/** What an operation answers if all is well, with examples. */
export function successSection(description: ApiDescription, responses: Responses): string[] {
  const { schemas } = description.components;
  return Object.entries(responses)
    .filter(isSuccess)
    .flatMap(([status, response]) => [
      `**${status}** ${response.description}.`,
      ...Object.values(response.content).flatMap(({ schema, examples }) => [
        `The body is ${typeOf(schema, schemas)}. Header fields: ${headersOf(description, response).join(', ')}.`,
        ...Object.values(examples).flatMap(({ summary, value }) => [`${summary}:`, jsonBlock(value)]),
      ]),
    ]);
}

/** All other answers of an operation, with the problems that explain them. */
export function errorTable(description: ApiDescription, responses: Responses): string {
  const rows = Object.entries(responses)
    .filter((entry) => !isSuccess(entry))
    .map(([status, response]) => [
      status,
      joinLines(codesOf(response).map(inlineCode).map(linkTo)),
      withLinks(response.description),
      joinLines(headersOf(description, response)) || '–',
    ]);
  return table(['status', 'code', 'when', 'header fields'], rows);
}

function headersOf(description: ApiDescription, { headers = {} }: Response): string[] {
  const own = Object.entries(headers).filter(([, header]) => !isInEveryAnswer(description, header));
  return own.map(([name, header]) => inlineCode(name) + optionalSuffix(header));
}

function codesOf({ content }: Response): string[] {
  const examples = Object.values(content).flatMap((media) => Object.values(media.examples));
  return examples.map(({ value }) => (value as { readonly code: string }).code);
}
