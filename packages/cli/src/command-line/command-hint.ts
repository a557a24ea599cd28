/** How to start `garland` in a checkout, where it is not in the PATH. */
export const NPX_COMMAND = 'npx garland';

/** A command to type, such as `garland list`, in the form in which this process was started. */
export function garlandCommandHint(words: string, env: NodeJS.ProcessEnv = process.env): string {
  return `${isStartedByNpm(env) ? NPX_COMMAND : 'garland'} ${words}`;
}

function isStartedByNpm({ npm_command, npm_lifecycle_event, npm_execpath }: NodeJS.ProcessEnv): boolean {
  return npm_command === 'exec' || npm_lifecycle_event !== undefined || npm_execpath !== undefined;
}

/** Quotes a path if a shell would split or expand it. */
export function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
