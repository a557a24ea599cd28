import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSION } from '@garland/daemon';
import { ROOT } from './checkout.ts';
import { packageFiles } from './contents.ts';
import { controlFiles } from './control-files.ts';
import { writeDeb } from './deb.ts';
import { sourceDateS } from './source-date.ts';

const USAGE = `Usage: npm run package -- [--output FILE] [--version VERSION]

Builds the Debian package, one for every architecture.

  --output FILE      the package file (default dist/garland_VERSION_all.deb)
  --version VERSION  the version for dpkg, to test upgrades (default ${VERSION})
  --help             show this help
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { output: { type: 'string' }, version: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const version = values.version ?? VERSION;
  const output = values.output ?? join(ROOT, 'dist', `garland_${version}_all.deb`);
  const time = sourceDateS(process.env);
  const files = await packageFiles(time);
  writeDeb({ files, control: controlFiles(version, files), sourceDateS: time }, output);
  process.stdout.write(`${output}\n`);
}

await main().catch((error: NodeJS.ErrnoException) => {
  const reason =
    error.code === 'ENOENT' ? `${error.message}: is dpkg-deb installed? apt install dpkg` : error.message;
  process.stderr.write(`package: ${reason}\n`);
  process.exitCode = 1;
});
