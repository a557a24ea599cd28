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
export { restartDelay } from './hold-off.ts';
export { listenFds } from './inherited.ts';
export { isJournalStream } from './journal.ts';
export type { TomlNode } from './node.ts';
export {
  ConfigError,
  type ConfigProblem,
  type ConfigProblemCode,
  escapeControls,
  formatProblem,
} from './problem.ts';
export { parseConfig, readConfig } from './read.ts';
export { didYouMean } from './spelling.ts';
export { type DaemonCliOptions, EX_CONFIG, EX_USAGE, parseDaemonCli, StartError } from './start.ts';
export { type TableFields, table, tablesOf } from './table.ts';
export { readTextFile } from './text-file.ts';
export { TokenBucket } from './token-bucket.ts';
export { VERSION } from './version.ts';
