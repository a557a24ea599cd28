import { isDeepStrictEqual } from 'node:util';
import type { Schema } from '@garland/web-gateway/test/read-openapi';
import { inlineCode, jsonBlock, linkTo, table } from './markdown.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** A section for each kind of data. */
export function schemaSections(schemas: Schemas): string[] {
  return ['## Data', ...Object.entries(schemas).flatMap(([name, schema]) => section(name, schema, schemas))];
}

function section(name: string, schema: Schema, schemas: Schemas): string[] {
  const { description = '', pattern, maxLength, properties, required = [], examples = [] } = schema;
  const bounds = [
    ...(pattern === undefined ? [] : [`matches ${inlineCode(pattern)}`]),
    ...(maxLength === undefined ? [] : [`has at most ${maxLength} characters`]),
  ];
  const form = bounds.length === 0 ? '' : ` It ${bounds.join(', and ')}.`;
  const fields = Object.entries(properties ?? {}).map(([field, its]) => [
    inlineCode(field),
    typeOf(its, schemas),
    required.includes(field) ? 'always' : 'sometimes',
    its.description ?? '',
  ]);
  return [
    `### ${name}`,
    `${description}.${form}`,
    ...(properties ? [table(['field', 'type', 'there', 'what it says'], fields)] : []),
    ...examples.map(jsonBlock),
  ];
}

/** In words, or as a link to where it is described. */
export function typeOf(schema: Schema, schemas: Schemas): string {
  const [name] = Object.entries(schemas).find(([, known]) => isDeepStrictEqual(known, schema)) ?? [];
  if (name !== undefined) return linkTo(name);
  if (schema['x-enumDescriptions']) return `one of the ${linkTo('Problems').toLowerCase()}`;
  if (schema.items) return `list of ${typeOf(schema.items, schemas)}`;
  return scalarType(schema);
}

function scalarType({ type = '', const: only, enum: values, minimum, maximum }: Schema): string {
  if (only !== undefined) return inlineCode(only);
  if (values) return values.map(inlineCode).join(', ');
  return minimum === undefined ? type : `${type}, ${minimum} to ${maximum}`;
}
