import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Of JSON Schema, what the description uses and pages for people show. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
}

export interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: string;
}

export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

export interface DescribedProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export interface ProblemExample {
  /** How to get it. */
  readonly summary?: string;
  readonly value: DescribedProblem;
}

export interface Media {
  readonly schema: Schema;
  readonly examples: Readonly<Record<string, Example>>;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content: Readonly<Record<string, Media>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
  readonly schema: Schema;
  readonly example: string;
}

/** Alternatives: schemes with the scopes that a token needs. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[];

export interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security?: Security;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
  readonly 'x-codeSamples': readonly { readonly source: string }[];
}

export interface ApiDescription {
  readonly info: Readonly<Record<'title' | 'version' | 'summary' | 'description', string>>;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly security: Security;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

const SOURCE = fileURLToPath(new URL('../../openapi.yaml', import.meta.url));
const REDOCLY = fileURLToPath(new URL('../../../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
const COMPILED = fileURLToPath(new URL('openapi.json', import.meta.url));

/** Of the answers, in the order of the description, and then of the schema itself. */
export function problemExamples({ components }: ApiDescription): ProblemExample[] {
  const ofAnswers = Object.values(components.responses)
    .flatMap(({ content }) => Object.values(content))
    .flatMap(({ examples }) => Object.values(examples));
  const ofSchema = (components.schemas.Problem?.examples ?? []).map((value) => ({ value }));
  return [...ofAnswers, ...ofSchema] as ProblemExample[];
}

/** openapi.yaml with every reference resolved; compiled anew when it has changed. */
export function readDescription(): ApiDescription {
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
