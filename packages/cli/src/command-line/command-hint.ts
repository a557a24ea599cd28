/** How `garland` is started in a clone, where the bare name does not exist. */
export const NPX_COMMAND = 'npx garland';

/** A command to type, such as `garland list`, as it works where this process was started. */
export function garlandCommandHint(words: string, env: NodeJS.ProcessEnv = process.env): string {
  return `${isStartedByNpm(env) ? NPX_COMMAND : 'garland'} ${words}`;
}

function isStartedByNpm({ npm_command, npm_lifecycle_event, npm_execpath }: NodeJS.ProcessEnv): boolean {
  return npm_command === 'exec' || npm_lifecycle_event !== undefined || npm_execpath !== undefined;
}

/** A folder may have a name that a shell would take apart. */
export function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
