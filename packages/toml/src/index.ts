export {
  ConfigError,
  type ConfigProblem,
  type ConfigProblemCode,
  formatProblem,
} from './config-error.ts';
export { didYouMean } from './did-you-mean.ts';
export { escapeInvisible } from './escape-invisible.ts';
export {
  boolean,
  byType,
  describeValue,
  type Field,
  integer,
  number,
  numberList,
  oneOf,
  optional,
  ProblemReport,
  string,
  uniqueListOf,
  withDefault,
} from './field.ts';
export type { TomlNode } from './parse-toml.ts';
export { parseConfig, readConfig } from './read-config.ts';
export { type TableFields, table, tablesOf } from './table-field.ts';
export { readTextFile } from './text-file.ts';
