// Run by a test with a connection to a driver as its standard input: asks for the status and prints the animation.
import { clientFromDescriptor } from '../src/client/index.ts';

const client = clientFromDescriptor(0);
const { state } = await client.call('Status', {});
console.log(state.animation);
client.close();
