import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer } from './http.ts';

interface Header {
  readonly required?: boolean;
  readonly schema: object;
}

interface Response {
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content: Readonly<Record<string, { readonly schema: object; readonly examples: object }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Response>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

const SOURCE = fileURLToPath(new URL('../../openapi.yaml', import.meta.url));
const REDOCLY = fileURLToPath(new URL('../../../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
const COMPILED = fileURLToPath(new URL('openapi.json', import.meta.url));

/** The API description as JSON with every reference resolved; compiled anew when its source has changed. */
function readDescription(): Description {
  const compiledAt = statSync(COMPILED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (compiledAt < statSync(SOURCE).mtimeMs) {
    const draft = `${COMPILED}.${process.pid}.json`;
    execFileSync(process.execPath, [REDOCLY, 'bundle', SOURCE, '--dereferenced', '--output', draft], {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      stdio: 'pipe',
    });
    renameSync(draft, COMPILED);
  }
  return JSON.parse(readFileSync(COMPILED, 'utf8'));
}

export const description: Description = readDescription();

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const validators = new Map<object, ValidateFunction>();

/** Every response that the description knows: "get /v1/status 200". */
export const documented: ReadonlySet<string> = new Set(
  Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    ),
  ),
);

/** Those of them that were seen by `assertDocumented` in this process. */
export const seen: Set<string> = new Set();

/** Holds an answer against the description. */
export function assertDocumented(method: string, target: string, answer: Answer): void {
  const where = `${method} ${target} ${answer.status}`;
  const path = Object.keys(description.paths).find((template) => matches(template, target));
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
  seen.add(`${operationMethod} ${path} ${answer.status}`);
}

function assertFits(
  { headers = {}, content }: Response,
  answer: Answer,
  method: string,
  where: string,
): void {
  const mediaType = String(answer.headers['content-type']);
  const body = content[mediaType];
  assert.ok(body, `${where} came as ${mediaType}`);
  for (const [name, { schema }] of Object.entries(headers)) {
    const value = answer.headers[name.toLowerCase()];
    assert.notEqual(value, undefined, `${where} lacks ${name}`);
    assertValid(schema, value, `${where} ${name}`);
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

function matches(template: string, target: string): boolean {
  const path = target.split('?')[0] ?? '';
  return new RegExp(`^${template.replace('{id}', '[^/]+')}$`).test(path);
}
