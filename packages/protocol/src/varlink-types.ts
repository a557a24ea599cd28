import { invalidParameter } from './call-error.ts';
import { type AnimationId, isAnimationId, isRequestId } from './ids.ts';
import { isJsonObject, type JsonObject } from './strict-json.ts';

/** A varlink type: its spelling in an interface description, and the parser of its JSON values. */
export interface VarlinkType<T> {
  readonly idl: string;
  /** @throws {CallError} InvalidParameter, naming `path`. */
  parse(value: unknown, path: string): T;
  readonly optional?: boolean;
}

export interface OptionalType<T> extends VarlinkType<T> {
  readonly optional: true;
}

/** A type for each property of `T`; optional exactly where the property is. */
export type VarlinkFields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalType<NonNullable<T[K]>>
    : VarlinkType<T[K]>;
};

export type AnyVarlinkFields = Readonly<Record<string, VarlinkType<unknown>>>;

export interface StructType<T> extends VarlinkType<T> {
  readonly fields: AnyVarlinkFields;
}

const MAX_NAME_LENGTH_IN_ERROR = 40;

function scalarType<T>(idl: string, accepts: (value: unknown) => boolean): VarlinkType<T> {
  return {
    idl,
    parse(value, path) {
      if (!accepts(value)) throw invalidParameter(path);
      return value as T;
    },
  };
}

export const stringType: VarlinkType<string> = scalarType('string', (value) => typeof value === 'string');

export const boolType: VarlinkType<boolean> = scalarType('bool', (value) => typeof value === 'boolean');

export const floatType: VarlinkType<number> = scalarType('float', Number.isFinite);

export const requestIdType: VarlinkType<string> = scalarType('string', isRequestId);

/** The enum of the IDs that the role can play. The driver's catalog, not this parser, decides which those are. */
export const animationIdType: VarlinkType<AnimationId> = scalarType('AnimationId', isAnimationId);

/** IDs in replies can be outside the role's own enum: what is shown can have been chosen locally. */
export const anyAnimationIdType: VarlinkType<AnimationId> = scalarType('string', isAnimationId);

export function intType(min: number, max: number): VarlinkType<number> {
  return scalarType(
    'int',
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  );
}

export function enumType<const V extends string>(...values: readonly V[]): VarlinkType<V> {
  return scalarType(`(${values.join(', ')})`, (value) => (values as readonly unknown[]).includes(value));
}

export function arrayType<T>(item: VarlinkType<T>): VarlinkType<readonly T[]> {
  return {
    idl: `[]${item.idl}`,
    parse(value, path) {
      if (!Array.isArray(value)) throw invalidParameter(path);
      return value.map((element, i) => item.parse(element, `${path}[${i}]`));
    },
  };
}

/** A field that can be absent or null, and is then absent from the parsed value. */
export function optionalType<T>(inner: VarlinkType<T>): OptionalType<T> {
  return { idl: `?${inner.idl}`, parse: inner.parse, optional: true };
}

/** A named struct in the interface description. */
export function structType<T>(name: string, fields: VarlinkFields<T>): StructType<T> {
  return {
    idl: name,
    fields: fields as AnyVarlinkFields,
    parse(value, path) {
      if (!isJsonObject(value)) throw invalidParameter(path);
      return parseFields(fields, value, path);
    },
  };
}

/** Parses an object with exactly these fields. */
export function parseFields<T>(fields: VarlinkFields<T>, object: JsonObject, path = ''): T {
  const prefix = path ? `${path}.` : '';
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name))
      throw invalidParameter(prefix + name.slice(0, MAX_NAME_LENGTH_IN_ERROR));
  }
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const field = (fields as AnyVarlinkFields)[name]!;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (field.optional && (value === undefined || value === null)) continue;
    values[name] = field.parse(value, prefix + name);
  }
  return values as T;
}

/** `(id: AnimationId, requestId: ?string)` */
export function fieldsIdl(fields: AnyVarlinkFields): string {
  const members = Object.entries(fields).map(([name, field]) => `${name}: ${field.idl}`);
  return `(${members.join(', ')})`;
}
