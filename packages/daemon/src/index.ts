export { buildTimeS } from './build-time.ts';
export { type DaemonCliOptions, parseDaemonCli } from './daemon-cli.ts';
export { isJournalStream } from './journal-stream.ts';
export { listenFds } from './listen-fds.ts';
export { restartDelay } from './restart-delay.ts';
export {
  describeExit,
  EX_CANTCREAT,
  EX_CONFIG,
  EX_IOERR,
  EX_NOPERM,
  EX_OK,
  EX_SOFTWARE,
  EX_UNAVAILABLE,
  EX_USAGE,
  StartError,
  UNRECOVERABLE_EXIT_CODES,
} from './start-error.ts';
export { TokenBucket } from './token-bucket.ts';
export { VERSION } from './version.ts';
