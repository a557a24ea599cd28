import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { VERSION } from '@garland/daemon';
import {
  buildPackage,
  listMembers,
  missingBuildTool,
  type PackageMember,
  packageFile,
  scratchFolder,
  unpackPackage,
} from './deb.ts';

/** Nothing may be left out unnoticed where the tests run unattended. */
function skipUnlessInstalled(program: string): string | false {
  const isThere = spawnSync(program, ['--version']).error === undefined;
  return !isThere && process.env.CI === undefined && `needs ${program}`;
}

/** Where a page leads to in its own folder or beside it. */
function linksIn(page: string): string[] {
  const link = { '.md': /\]\((?!https?:|#)([^)#]+)/g, '.html': / href="(?!https?:|#)([^"#]+)/g }[
    extname(page)
  ];
  if (!link) return [];
  const prose = readFileSync(page, 'utf8').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(link)].map(([, to = '']) => to);
}

describe('the package', { skip: missingBuildTool() ?? false }, () => {
  const folder = scratchFolder();
  let deb = '';
  const tree = join(folder, 'tree');
  let members: PackageMember[] = [];
  const text = (path: string): string => readFileSync(join(tree, path), 'utf8');
  const files = (): PackageMember[] => members.filter(({ mode }) => mode.startsWith('-'));

  before(() => {
    deb = packageFile();
    unpackPackage(deb, tree);
    members = listMembers(deb);
  });

  test('is the same bytes for every builder, folder, time zone and umask', () => {
    const other = join(folder, 'other.deb');
    buildPackage(other, { umask: '077', env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'C', TMPDIR: folder } });
    assert.ok(readFileSync(deb).equals(readFileSync(other)));
  });

  test('has every page and picture that its pages link to', () => {
    const doc = join(tree, 'usr/share/doc/garland');
    const pages = readdirSync(doc, { recursive: true, encoding: 'utf8' });
    const links = pages.flatMap((page) => linksIn(join(doc, page)).map((to) => ({ page, to })));
    assert.ok(links.length > 3);
    assert.deepEqual(
      links.filter(({ page, to }) => !existsSync(join(doc, dirname(page), to))),
      [],
    );
  });

  test('bears the time of its source', () => {
    const other = join(folder, 'dated.deb');
    buildPackage(other, { env: { SOURCE_DATE_EPOCH: '1000000000' } });
    assert.deepEqual(new Set(listMembers(other).map(({ time }) => time)), new Set(['2001-09-09 01:46']));
    assert.throws(
      () => buildPackage(other, { env: { SOURCE_DATE_EPOCH: 'today' } }),
      /whole number of seconds/,
    );
  });

  test('belongs to root and can be written by root alone', () => {
    for (const { path, mode, owner } of members) {
      assert.equal(owner, 'root/root', path);
      assert.match(mode, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x)$/, path);
    }
  });

  test('has the programs where they are looked for, and nothing else that could be run', () => {
    const programs = files().filter(({ mode }) => mode === '-rwxr-xr-x');
    assert.deepEqual(
      programs.map(({ path }) => path),
      [
        './etc/letsencrypt/renewal-hooks/deploy/garland',
        './usr/bin/garland',
        './usr/lib/garland/close-port',
        './usr/lib/garland/filter-arguments',
        './usr/lib/garland/report-failure',
        './usr/lib/garland/seal-gateway',
        './usr/lib/garland/with-known-board',
        './usr/sbin/garland-build-addon',
        './usr/sbin/garland-driver',
        './usr/sbin/garland-gateway',
      ],
    );
  });

  test('asks before it replaces any file under /etc', () => {
    const configuration = files().filter(({ path }) => path.startsWith('./etc/'));
    assert.deepEqual(
      configuration.map(({ path }) => path.slice(1)),
      text('DEBIAN/conffiles').trim().split('\n').sort(),
    );
  });

  test('brings no compiled code: one package is for every architecture', () => {
    assert.match(text('DEBIAN/control'), /^Architecture: all$/m);
    for (const { path } of files()) {
      const magic = readFileSync(join(tree, path)).subarray(0, 4).toString('latin1');
      assert.notEqual(magic, '\x7fELF', path);
    }
  });

  test('has the sums of what is in it', () => {
    execFileSync('md5sum', ['--check', '--quiet', '--strict', 'DEBIAN/md5sums'], { cwd: tree });
    assert.equal(text('DEBIAN/md5sums').trim().split('\n').length, files().length);
  });

  test('is of the version that the programs say', () => {
    assert.match(text('DEBIAN/control'), new RegExp(`^Version: ${VERSION}$`, 'm'));
    const changelog = execFileSync('zcat', [join(tree, 'usr/share/doc/garland/changelog.gz')], {
      encoding: 'utf8',
    });
    assert.equal(/^garland \(([^)]+)\)/.exec(changelog)?.[1], VERSION);
    for (const name of ['driver', 'gateway', 'cli']) {
      const bundle = join(tree, `usr/lib/garland/${name}.cjs`);
      assert.equal(
        execFileSync(process.execPath, [bundle, '--version'], { encoding: 'utf8' }),
        `${VERSION}\n`,
      );
    }
  });

  test('names the licence of every third-party package in it', () => {
    const copyright = text('usr/share/doc/garland/copyright');
    for (const name of ['driver', 'gateway', 'cli']) {
      const sources = text(`usr/lib/garland/${name}.cjs`).matchAll(
        /^(?: {2})?(?:\/\/ |")node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
      );
      for (const [, used] of sources) assert.ok(copyright.includes(`Files: node_modules/${used}/*\n`), used);
    }
    assert.match(copyright, /^Files: node_modules\/router\/\*$/m);
  });

  test('has scripts that a shell can read, and a manual that mandoc has nothing to say about', {
    skip: skipUnlessInstalled('mandoc'),
  }, () => {
    for (const script of [
      'DEBIAN/postinst',
      'DEBIAN/prerm',
      'DEBIAN/postrm',
      'usr/sbin/garland-build-addon',
    ]) {
      execFileSync('sh', ['-n', join(tree, script)]);
    }
    const pages = readdirSync(join(tree, 'usr/share/man'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.gz'),
    );
    assert.ok(pages.length >= 6);
    for (const page of pages) {
      const roff = execFileSync('zcat', [join(tree, 'usr/share/man', page)]);
      const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'all'], { input: roff, encoding: 'utf8' });
      assert.equal(stdout, '', page);
    }
  });

  test('is right by lintian, without errors and without warnings', {
    skip: skipUnlessInstalled('lintian'),
  }, () => {
    const { stdout, status } = spawnSync('lintian', ['--allow-root', '--fail-on', 'error,warning', deb], {
      encoding: 'utf8',
    });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
});
