import type { Description, Response } from '@garland/web-gateway/test/description';
import { code, table } from './markdown.ts';

export function headers(description: Description): string[] {
  const rows = Object.entries(description.components.headers).map(([name, header]) => [
    code(name),
    isInEveryAnswer(description, name) ? 'all' : [...statusesWith(description, name)].join(', '),
    header.description,
    code(header.example ?? header.schema.const ?? ''),
  ]);
  return ['## Header fields', table(['header field', 'in answers', 'what it says', 'such as'], rows)];
}

export function isInEveryAnswer(description: Description, name: string): boolean {
  return responsesOf(description).every(([, { headers = {} }]) => name in headers);
}

function statusesWith(description: Description, name: string): Set<string> {
  const having = responsesOf(description).filter(([, { headers = {} }]) => name in headers);
  return new Set(having.map(([status]) => status).sort());
}

function responsesOf({ paths }: Description): [status: string, Response][] {
  return Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ responses }) => Object.entries(responses));
}
