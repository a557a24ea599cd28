#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('garland: it is not built yet. In the clone, run:  npm run build\n');
  process.exitCode = 1;
}
