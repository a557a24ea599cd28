// Run by a test as root: becomes an ordinary user, reads the given file, prints how that was refused.
import { ConfigError, readConfig, table } from '../src/index.ts';

const NOBODY = 65534;

process.setgroups?.([]);
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
try {
  readConfig(process.argv[2] ?? '', table({}));
  console.log('read');
} catch (error) {
  console.log(error instanceof ConfigError ? error.message : error);
}
