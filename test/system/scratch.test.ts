import { test } from 'node:test';
import { Container } from './machine/container.ts';
import { installReady } from './machine/garland.ts';
import { PACKAGE } from './prepare.ts';
test('x', async () => {
  const c = await Container.boot();
  try {
    await installReady(c, PACKAGE);
    console.log((await c.run(process.env.SCRIPT!)).stdout);
  } finally { await c.close(); }
});
