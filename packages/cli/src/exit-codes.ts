/** A promise to scripts: these numbers keep their meaning. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'refused or failed; the message says why' },
  usage: { code: 2, meaning: 'invalid usage' },
  driver_unreachable: { code: 3, meaning: 'the driver is not reachable' },
  permission: { code: 4, meaning: 'permission denied' },
  not_found: { code: 5, meaning: 'unknown animation or token' },
  rate_limited: { code: 6, meaning: 'too many commands; try again in a moment' },
} as const;

export type ExitStatus = keyof typeof EXIT_CODES;

/** The table as `--help` shows it. */
export const EXIT_CODES_HELP: string = [
  'Exit codes:',
  ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`),
].join('\n');
