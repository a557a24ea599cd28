// Run by a test as root: becomes the given user, connects to the given path, prints how that was refused.
import { connect, type LinkError } from '../src/client/index.ts';

const [path = '', user = ''] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(user));
process.setuid?.(Number(user));
await connect(path).then(
  () => console.log('connected'),
  (error: LinkError) => console.log(error.code),
);
