import { type Field, nearest } from '@garland/config';

/**
 * One of many names. A wrong one is answered with the one that was probably meant.
 *
 * @param what what such a name is, in words that finish "is not …"
 */
export function nameAmong<const V extends string>(what: string, names: readonly V[]): Field<V> {
  const known: ReadonlySet<unknown> = new Set(names);
  return {
    expects: `the name of ${what}`,
    read(node, key, report) {
      const name = node.value;
      if (known.has(name)) return name as V;
      const guess = typeof name === 'string' ? nearest(name, names) : undefined;
      const advice = guess ? `did you mean "${guess}"?` : `known: ${names.join(', ')}`;
      return report.add('not_allowed', node.line, key, `is not ${what}; ${advice}`);
    },
  };
}
