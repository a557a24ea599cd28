/** How `garland` is started in a clone, where the bare name does not exist. */
export const IN_A_CLONE = 'npx garland';

/** A command to type, such as `garland list`, as it works where this process was started. */
export function garlandCommand(words: string, env: NodeJS.ProcessEnv = process.env): string {
  return `${startedByNpm(env) ? IN_A_CLONE : 'garland'} ${words}`;
}

function startedByNpm({ npm_command, npm_lifecycle_event, npm_execpath }: NodeJS.ProcessEnv): boolean {
  return npm_command === 'exec' || npm_lifecycle_event !== undefined || npm_execpath !== undefined;
}

/** A folder may have a name that a shell would take apart. */
export function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
