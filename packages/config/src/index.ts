export {
  boolean,
  byKind,
  type Field,
  integer,
  listOf,
  number,
  numbers,
  oneOf,
  optional,
  Report,
  show,
  string,
  withDefault,
} from './field.ts';
export { holdOff } from './hold-off.ts';
export { inheritedDescriptors } from './inherited.ts';
export { isJournal } from './journal.ts';
export type { Node } from './node.ts';
export { ConfigError, formatProblem, type Problem, type ProblemCode, visible } from './problem.ts';
export { parseConfig, readConfig } from './read.ts';
export { nearest } from './spelling.ts';
export { type DaemonOptions, EX_CONFIG, EX_USAGE, parseDaemonOptions, StartError } from './start.ts';
export { type Fields, table, tablesOf } from './table.ts';
export { readTextFile } from './text-file.ts';
export { TokenBucket } from './token-bucket.ts';
export { VERSION } from './version.ts';
