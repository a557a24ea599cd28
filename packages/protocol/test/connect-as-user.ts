// Run by a test as root: becomes the given user, connects to the given path, prints how that was refused.
import { type ConnectionError, connectToDriver } from '../src/client/index.ts';

const [path = '', user = ''] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(user));
process.setuid?.(Number(user));
await connectToDriver(path).then(
  () => console.log('connected'),
  (error: ConnectionError) => console.log(error.code),
);
