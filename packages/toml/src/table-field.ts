import { didYouMean } from './did-you-mean.ts';
import { describeValue, type Field, type ProblemReport } from './field.ts';
import type { TomlTable } from './parse-toml.ts';

/** A field for each property of `T`. Keys are those of the file, in snake_case. */
export type TableFields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/** A table with exactly these keys. An absent table is read as an empty one. */
export function table<T>(fields: TableFields<T>): Field<T> {
  const expects = 'a table';
  return {
    expects,
    fallback: 'empty_table',
    read(node, key, report) {
      const { value, line } = node;
      if (!(value instanceof Map))
        return report.add('wrong_type', line, key, `must be ${expects}, not ${describeValue(value)}`);
      reportUnknownKeys(value, Object.keys(fields), key, report);
      const values: Record<string, unknown> = {};
      for (const [name, field] of Object.entries<Field<unknown>>(fields)) {
        values[name] = readKey(field, value, name, key, line, report);
      }
      return values as T;
    },
  };
}

function readKey(
  field: Field<unknown>,
  parent: TomlTable,
  name: string,
  parentKey: string,
  parentLine: number | undefined,
  report: ProblemReport,
): unknown {
  const key = joinKey(parentKey, name);
  const node = parent.get(name);
  if (node) return field.read(node, key, report);
  if (field.fallback === 'empty_table')
    return field.read({ line: parentLine, value: new Map() }, key, report);
  if (field.fallback) return field.fallback.value;
  return report.add('missing_key', parentLine, key, `is missing; it must be ${field.expects}`);
}

/** Tables of one form with names of the user's choice: `[scenes.cosy]`, `[scenes.bright]`. */
export function tablesOf<T>(
  nameExpects: string,
  acceptsName: (name: string) => boolean,
  item: Field<T>,
): Field<ReadonlyMap<string, T>> {
  return {
    expects: 'a table of tables',
    fallback: { value: new Map() },
    read(node, key, report) {
      const { value, line } = node;
      if (!(value instanceof Map))
        return report.add('wrong_type', line, key, `must be a table of tables, not ${describeValue(value)}`);
      const items = new Map<string, T>();
      for (const [name, child] of value) {
        const childKey = joinKey(key, name);
        if (!acceptsName(name))
          report.add('not_allowed', child.line, childKey, `its name must be ${nameExpects}`);
        const read = item.read(child, childKey, report);
        if (read !== undefined) items.set(name, read);
      }
      return items;
    },
  };
}

function reportUnknownKeys(
  value: TomlTable,
  known: readonly string[],
  key: string,
  report: ProblemReport,
): void {
  for (const [name, child] of value) {
    if (known.includes(name)) continue;
    const suggestion = didYouMean(name, known);
    const advice = suggestion ? `did you mean "${suggestion}"?` : `valid keys: ${known.join(', ')}`;
    report.add('unknown_key', child.line, joinKey(key, name), `unknown key; ${advice}`);
  }
}

function joinKey(parent: string, name: string): string {
  const part = /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
  return parent ? `${parent}.${part}` : part;
}
