import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDescription } from '@garland/web-gateway/test/read-openapi';
import { REFERENCE_FOLDER, referenceFiles } from './files.ts';

mkdirSync(REFERENCE_FOLDER, { recursive: true });
for (const [name, text] of Object.entries(referenceFiles(readDescription()))) {
  writeFileSync(join(REFERENCE_FOLDER, name), text);
  process.stdout.write(`docs/api/${name}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KiB\n`);
}
