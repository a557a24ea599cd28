import { didYouMean, type Field } from '@garland/toml';

/**
 * One of many names; an unknown one is reported with the most similar.
 *
 * @param what describes such a name, completing "is not …"
 */
export function knownName<const V extends string>(what: string, names: readonly V[]): Field<V> {
  const known: ReadonlySet<unknown> = new Set(names);
  return {
    expects: `the name of ${what}`,
    read(node, key, report) {
      const name = node.value;
      if (known.has(name)) return name as V;
      const suggestion = typeof name === 'string' ? didYouMean(name, names) : undefined;
      const advice = suggestion ? `did you mean "${suggestion}"?` : `valid names: ${names.join(', ')}`;
      return report.add('not_allowed', node.line, key, `is not ${what}; ${advice}`);
    },
  };
}
