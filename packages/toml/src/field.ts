import type { ConfigProblem, ConfigProblemCode } from './config-error.ts';
import type { TomlNode } from './parse-toml.ts';

/** Collects problems while a file is read, so that all are reported at once. */
export class ProblemReport {
  readonly problems: ConfigProblem[] = [];

  add(code: ConfigProblemCode, line: number | undefined, key: string, message: string): undefined {
    this.problems.push({ code, line, key, message });
  }
}

/** How one key is read. */
export interface Field<T> {
  /** The valid values, in words that complete "must be …". */
  readonly expects: string;
  /** Used if the key is absent: a value, or the result for an empty table. Without it, the key is required. */
  readonly fallback?: { readonly value: T } | 'empty_table';
  /** The value, or undefined after reporting why not. */
  read(node: TomlNode, key: string, report: ProblemReport): T | undefined;
}

/** Makes a field optional. */
export function withDefault<T>(field: Field<T>, value: T): Field<T> {
  return { ...field, fallback: { value } };
}

/** A field that is `undefined` if the key is absent. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return { ...field, fallback: { value: undefined } };
}

type ScalarResult<T> = { readonly value: T } | { readonly code: ConfigProblemCode };

const WRONG_TYPE = { code: 'wrong_type' } as const;

function scalar<T>(expects: string, parse: (value: TomlNode['value']) => ScalarResult<T>): Field<T> {
  return {
    expects,
    read(node, key, report) {
      const result = parse(node.value);
      if ('value' in result) return result.value;
      return report.add(result.code, node.line, key, `must be ${expects}, not ${describeValue(node.value)}`);
    },
  };
}

export function integer(min: number, max: number, unit = ''): Field<number> {
  return numeric(`a whole number from ${min} to ${max}`, min, max, unit, Number.isInteger);
}

export function number(min: number, max: number, unit = ''): Field<number> {
  return numeric(`a number from ${min} to ${max}`, min, max, unit, () => true);
}

function numeric(
  expects: string,
  min: number,
  max: number,
  unit: string,
  accepts: (value: number) => boolean,
): Field<number> {
  return scalar(unit ? `${expects} ${unit}` : expects, (value) => {
    const amount = typeof value === 'bigint' ? Number(value) : value;
    if (typeof amount !== 'number' || !accepts(amount)) return WRONG_TYPE;
    return amount >= min && amount <= max ? { value: amount } : { code: 'out_of_range' };
  });
}

export const boolean: Field<boolean> = scalar('true or false', (value) =>
  typeof value === 'boolean' ? { value } : WRONG_TYPE,
);

/** A string that passes `accepts`, described by `expects`. */
export function string<T extends string = string>(
  expects: string,
  accepts: (value: string) => boolean = (value) => value !== '',
): Field<T> {
  return scalar(expects, (value) => {
    if (typeof value !== 'string') return WRONG_TYPE;
    return accepts(value) ? { value: value as T } : { code: 'not_allowed' };
  });
}

export function oneOf<const V extends string>(...values: readonly V[]): Field<V> {
  const expects = `one of ${values.map((value) => `"${value}"`).join(', ')}`;
  return string<V>(expects, (value) => (values as readonly string[]).includes(value));
}

/** A list of unique items. */
export function uniqueListOf<T>(item: Field<T>, minItems = 0): Field<readonly T[]> {
  const expects = `a list${minItems ? ` of at least ${minItems}` : ''}; each item ${item.expects}`;
  return {
    expects,
    read(node, key, report) {
      const { value, line } = node;
      if (!Array.isArray(value))
        return report.add('wrong_type', line, key, `must be ${expects}, not ${describeValue(value)}`);
      if (value.length < minItems) return report.add('out_of_range', line, key, `must be ${expects}`);
      const items = new Set<T>();
      for (const [i, element] of (value as readonly TomlNode[]).entries()) {
        const itemKey = `${key}[${i}]`;
        const read = item.read(element, itemKey, report);
        if (read === undefined) continue;
        if (items.has(read))
          report.add(
            'inconsistent',
            element.line,
            itemKey,
            `${describeValue(element.value)} is listed twice`,
          );
        items.add(read);
      }
      return items.size === value.length ? [...items] : undefined;
    },
  };
}

/** A list of numbers in the file's order, in which the same one can occur again. */
export function numberList(
  minItems: number,
  maxItems: number,
  item: Field<number>,
): Field<readonly number[]> {
  const count = minItems === maxItems ? `${minItems}` : `${minItems} to ${maxItems}`;
  const expects = `a list of ${count} items; each item ${item.expects}`;
  return {
    expects,
    read(node, key, report) {
      const { value, line } = node;
      if (!Array.isArray(value))
        return report.add('wrong_type', line, key, `must be ${expects}, not ${describeValue(value)}`);
      if (value.length < minItems || value.length > maxItems)
        return report.add('out_of_range', line, key, `must be ${expects}, not ${value.length} items`);
      const read = (value as readonly TomlNode[]).map((element, i) =>
        item.read(element, `${key}[${i}]`, report),
      );
      return read.includes(undefined) ? undefined : (read as number[]);
    },
  };
}

type ValueType = 'string' | 'number' | 'list';

/** A value that can be written in several ways, such as a name or a number; its type decides. */
export function byType<T>(fieldsByType: { readonly [kind in ValueType]?: Field<T> }): Field<T> {
  const expects = Object.values(fieldsByType)
    .map((field) => field.expects)
    .join(', or ');
  return {
    expects,
    read(node, key, report) {
      const field = fieldsByType[valueTypeOf(node.value)];
      if (field) return field.read(node, key, report);
      return report.add('wrong_type', node.line, key, `must be ${expects}, not ${describeValue(node.value)}`);
    },
  };
}

function valueTypeOf(value: TomlNode['value']): ValueType {
  if (typeof value === 'bigint') return 'number';
  return Array.isArray(value) ? 'list' : (typeof value as ValueType);
}

/** A value as in the file, cut to a readable length. */
export function describeValue(value: TomlNode['value']): string {
  if (value instanceof Map) return 'a table';
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return 'a list';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
