import type { ApiDescription, Operation, Parameter, Security } from '@garland/web-gateway/test/read-openapi';
import { errorTable, successSection } from './answers.ts';
import { codeBlock, inlineCode, linkTo, table, withLinks } from './markdown.ts';
import { typeOf } from './schemas.ts';

interface NamedOperation {
  readonly name: string;
  readonly operation: Operation;
}

export function overviewTable(description: ApiDescription): string {
  const rows = description.tags
    .flatMap(({ name }) => operationsTagged(description, name))
    .map(({ name, operation }) => [
      linkTo(inlineCode(name)),
      operation.summary,
      authorizationText(operation.security ?? description.security),
    ]);
  return table(['request', 'what it does', 'what it needs'], rows);
}

/** A chapter for each tag, a section for each of its operations. */
export function operationSections(description: ApiDescription): string[] {
  return description.tags.flatMap((tag) => [
    `## ${tag.description}`,
    ...operationsTagged(description, tag.name).flatMap((each) => section(description, each)),
  ]);
}

function operationsTagged({ paths }: ApiDescription, tag: string): NamedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

function section(description: ApiDescription, { name, operation }: NamedOperation): string[] {
  const { summary, parameters = [], responses, security = description.security } = operation;
  return [
    `### ${inlineCode(name)}`,
    `**${summary}.** ${withLinks(operation.description)}`,
    `Needs ${authorizationText(security)}.`,
    ...operation['x-codeSamples'].map(({ source }) => codeBlock('sh', source)),
    ...(parameters.length > 0 ? [parameterTable(description, parameters)] : []),
    ...successSection(description, responses),
    errorTable(description, responses),
  ];
}

function authorizationText(security: Security): string {
  const scopes = security.flatMap((schemes) => Object.values(schemes).flat());
  if (security.length === 0) return 'no token';
  if (scopes.length === 0) return `any valid ${linkTo('token')}`;
  return `a ${linkTo('token')} with ${scopes.map(inlineCode).join(' or ')}`;
}

function parameterTable({ components }: ApiDescription, parameters: readonly Parameter[]): string {
  const rows = parameters.map((parameter) => [
    inlineCode(parameter.name),
    `in the ${parameter.in}`,
    typeOf(parameter.schema, components.schemas),
    `${parameter.description}, such as ${inlineCode(parameter.example)}`,
  ]);
  return table(['parameter', 'where', 'type', 'what it is'], rows);
}
