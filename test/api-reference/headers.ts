import { isDeepStrictEqual } from 'node:util';
import type { ApiDescription, Header, Response } from '@garland/web-gateway/test/read-openapi';
import { inlineCode, table } from './markdown.ts';

interface HeaderUse {
  readonly status: string;
  readonly name: string;
}

export function headerSection(description: ApiDescription): string[] {
  const rows = Object.values(description.components.headers).map((header) => [
    // The components have names of their own, where a field is described twice.
    [...new Set(usesOf(description, header).map(({ name }) => inlineCode(name)))].join(' '),
    statusesWith(description, header),
    header.description,
    inlineCode(header.example ?? header.schema.const ?? ''),
  ]);
  return ['## Header fields', table(['header field', 'in answers', 'what it says', 'such as'], rows)];
}

export function isInEveryAnswer(description: ApiDescription, header: Header): boolean {
  return usesOf(description, header).length === responsesOf(description).length;
}

function statusesWith(description: ApiDescription, header: Header): string {
  if (isInEveryAnswer(description, header)) return 'all';
  const statuses = new Set(usesOf(description, header).map(({ status }) => status));
  return `${[...statuses].sort().join(', ')}${optionalSuffix(header)}`;
}

/** That a field may be missing. */
export function optionalSuffix({ required = false }: Header): string {
  return required ? '' : ' sometimes';
}

function usesOf(description: ApiDescription, header: Header): HeaderUse[] {
  return responsesOf(description).flatMap(([status, { headers = {} }]) =>
    Object.entries(headers)
      .filter(([, used]) => isDeepStrictEqual(used, header))
      .map(([name]) => ({ status, name })),
  );
}

function responsesOf({ paths }: ApiDescription): [status: string, Response][] {
  return Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ responses }) => Object.entries(responses));
}
