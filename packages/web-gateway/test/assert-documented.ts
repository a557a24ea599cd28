import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TestResponse } from './http-client.ts';
import { type ApiDescription, type Response, readDescription } from './read-openapi.ts';

export const description: ApiDescription = readDescription();

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const validators = new Map<object, ValidateFunction>();

/** Every response that the description knows: "get /v1/status 200". */
export const documentedResponses: ReadonlySet<string> = new Set(
  Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    ),
  ),
);

/** Those of them that were seen by `assertDocumented` in this process. */
export const provokedResponses: Set<string> = new Set();

/** Holds an answer against the description. */
export function assertDocumented(method: string, target: string, answer: TestResponse): void {
  const where = `${method} ${target} ${answer.status}`;
  const path = Object.keys(description.paths).find((template) => matchesTemplate(template, target));
  if (path === undefined) {
    assert.ok([400, 404, 408, 413, 414, 417, 429, 431].includes(answer.status), where);
    if (method !== 'HEAD') assertValid(description.components.schemas.Problem!, answer.json, where);
    return;
  }
  const operations = description.paths[path]!;
  const own = operations[method === 'HEAD' ? 'get' : method.toLowerCase()];
  if (!own) assert.ok([400, 405, 408, 413, 414, 417, 429, 431].includes(answer.status), where);
  const [operationMethod, operation] = own
    ? [method === 'HEAD' ? 'get' : method.toLowerCase(), own]
    : Object.entries(operations)[0]!;
  const response = operation.responses[answer.status];
  assert.ok(response, `${where} is not documented`);
  assertFits(response, answer, method, where);
  provokedResponses.add(`${operationMethod} ${path} ${answer.status}`);
}

function assertFits(
  { headers = {}, content }: Response,
  answer: TestResponse,
  method: string,
  where: string,
): void {
  const mediaType = String(answer.headers['content-type']);
  const body = content[mediaType];
  assert.ok(body, `${where} came as ${mediaType}`);
  for (const [name, { required = false, schema }] of Object.entries(headers)) {
    const value = answer.headers[name.toLowerCase()];
    if (required) assert.notEqual(value, undefined, `${where} lacks ${name}`);
    if (value !== undefined) assertValid(schema, value, `${where} ${name}`);
  }
  for (const name of ['retry-after', 'allow', 'www-authenticate']) {
    const isDocumented = Object.keys(headers).some((header) => header.toLowerCase() === name);
    assert.ok(isDocumented || answer.headers[name] === undefined, `${where} has an undocumented ${name}`);
  }
  if (method === 'HEAD') assert.equal(answer.text, '');
  else assertValid(body.schema, answer.json, where);
}

export function assertValid(schema: object, value: unknown, where: string): void {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  assert.ok(validate(value), `${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

/** Whether a target is at a path of the description. */
export function matchesTemplate(template: string, target: string): boolean {
  const path = target.split('?')[0] ?? '';
  return new RegExp(`^${template.replace('{id}', '[^/]+')}$`).test(path);
}
