import type { ApiDescription, Operation, Parameter, Security } from '@garland/web-gateway/test/description';
import { refusals, success } from './answers.ts';
import { block, code, linkTo, table, withLinks } from './markdown.ts';
import { typeOf } from './schemas.ts';

interface Named {
  readonly name: string;
  readonly operation: Operation;
}

export function overview(description: ApiDescription): string {
  const rows = description.tags
    .flatMap(({ name }) => tagged(description, name))
    .map(({ name, operation }) => [
      linkTo(code(name)),
      operation.summary,
      needs(operation.security ?? description.security),
    ]);
  return table(['request', 'what it does', 'what it needs'], rows);
}

/** A chapter for each tag, a section for each of its operations. */
export function operations(description: ApiDescription): string[] {
  return description.tags.flatMap((tag) => [
    `## ${tag.description}`,
    ...tagged(description, tag.name).flatMap((each) => section(description, each)),
  ]);
}

function tagged({ paths }: ApiDescription, tag: string): Named[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

function section(description: ApiDescription, { name, operation }: Named): string[] {
  const { summary, parameters = [], responses, security = description.security } = operation;
  return [
    `### ${code(name)}`,
    `**${summary}.** ${withLinks(operation.description)}`,
    `Needs ${needs(security)}.`,
    ...operation['x-codeSamples'].map(({ source }) => block('sh', source)),
    ...(parameters.length > 0 ? [parameterTable(description, parameters)] : []),
    ...success(description, responses),
    refusals(description, responses),
  ];
}

function needs(security: Security): string {
  const scopes = security.flatMap((schemes) => Object.values(schemes).flat());
  if (security.length === 0) return 'no token';
  if (scopes.length === 0) return `any valid ${linkTo('token')}`;
  return `a ${linkTo('token')} with ${scopes.map(code).join(' or ')}`;
}

function parameterTable({ components }: ApiDescription, parameters: readonly Parameter[]): string {
  const rows = parameters.map((parameter) => [
    code(parameter.name),
    `in the ${parameter.in}`,
    typeOf(parameter.schema, components.schemas),
    `${parameter.description}, such as ${code(parameter.example)}`,
  ]);
  return table(['parameter', 'where', 'type', 'what it is'], rows);
}
