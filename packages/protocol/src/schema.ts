import { invalidParameter } from './errors.ts';
import { type AnimationId, isAnimationId, isRequestId } from './ids.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** A varlink type as data: its spelling in an interface description, and the parser of its JSON values. */
export interface Type<T> {
  readonly idl: string;
  /** @throws {CallError} InvalidParameter, naming `path`. */
  parse(value: unknown, path: string): T;
  readonly optional?: boolean;
}

export interface OptionalType<T> extends Type<T> {
  readonly optional: true;
}

/** A schema for `T`: the compiler holds the two together, optional fields included. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalType<NonNullable<T[K]>>
    : Type<T[K]>;
};

export type AnyFields = Readonly<Record<string, Type<unknown>>>;

export interface NamedType<T> extends Type<T> {
  readonly fields: AnyFields;
}

const MAX_NAME_LENGTH_IN_ERROR = 40;

function type<T>(idl: string, accepts: (value: unknown) => boolean): Type<T> {
  return {
    idl,
    parse(value, path) {
      if (!accepts(value)) throw invalidParameter(path);
      return value as T;
    },
  };
}

export const text: Type<string> = type('string', (value) => typeof value === 'string');

export const flag: Type<boolean> = type('bool', (value) => typeof value === 'boolean');

export const float: Type<number> = type('float', Number.isFinite);

export const requestId: Type<string> = type('string', isRequestId);

/** The enum of what the role may play. The driver's catalog, not this parser, decides whether an ID is in it. */
export const animationId: Type<AnimationId> = type('AnimationId', isAnimationId);

/** IDs in answers may lie outside the reader's own enum: what shows now may have been chosen locally. */
export const anyAnimationId: Type<AnimationId> = type('string', isAnimationId);

export function int(min: number, max: number): Type<number> {
  return type('int', (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max);
}

export function oneOf<const V extends string>(...values: readonly V[]): Type<V> {
  return type(`(${values.join(', ')})`, (value) => (values as readonly unknown[]).includes(value));
}

export function list<T>(item: Type<T>): Type<readonly T[]> {
  return {
    idl: `[]${item.idl}`,
    parse(value, path) {
      if (!Array.isArray(value)) throw invalidParameter(path);
      return value.map((element, i) => item.parse(element, `${path}[${i}]`));
    },
  };
}

/** A field that may be absent or null; either way it is absent from the parsed value. */
export function maybe<T>(inner: Type<T>): OptionalType<T> {
  return { idl: `?${inner.idl}`, parse: inner.parse, optional: true };
}

/** A struct with a name of its own in the interface description. */
export function named<T>(name: string, fields: Fields<T>): NamedType<T> {
  return {
    idl: name,
    fields: fields as AnyFields,
    parse(value, path) {
      if (!isJsonObject(value)) throw invalidParameter(path);
      return parseFields(fields, value, path);
    },
  };
}

/** Parses an object that must have these fields and no other. */
export function parseFields<T>(fields: Fields<T>, object: JsonObject, path = ''): T {
  const prefix = path ? `${path}.` : '';
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name))
      throw invalidParameter(prefix + name.slice(0, MAX_NAME_LENGTH_IN_ERROR));
  }
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const field = (fields as AnyFields)[name]!;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (field.optional && (value === undefined || value === null)) continue;
    values[name] = field.parse(value, prefix + name);
  }
  return values as T;
}

/** `(id: AnimationId, requestId: ?string)` */
export function fieldsIdl(fields: AnyFields): string {
  const members = Object.entries(fields).map(([name, field]) => `${name}: ${field.idl}`);
  return `(${members.join(', ')})`;
}
