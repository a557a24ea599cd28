import { didYouMean, type Field } from '@garland/toml';

/**
 * One of many names. A wrong one is answered with the one that was probably meant.
 *
 * @param what what such a name is, in words that finish "is not …"
 */
export function knownName<const V extends string>(what: string, names: readonly V[]): Field<V> {
  const known: ReadonlySet<unknown> = new Set(names);
  return {
    expects: `the name of ${what}`,
    read(node, key, report) {
      const name = node.value;
      if (known.has(name)) return name as V;
      const suggestion = typeof name === 'string' ? didYouMean(name, names) : undefined;
      const advice = suggestion ? `did you mean "${suggestion}"?` : `known: ${names.join(', ')}`;
      return report.add('not_allowed', node.line, key, `is not ${what}; ${advice}`);
    },
  };
}
