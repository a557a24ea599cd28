import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BUILT_IN_IDS, PALETTE_NAMES } from '@garland/animations';
import { galleryPictures, pictureFile } from '../gallery/gallery-pictures.ts';
import { renderIndexPage } from '../gallery/index-page.ts';
import {
  type Manifest,
  type ManifestEntry,
  readManifest,
  staleReason,
  writeManifest,
} from '../gallery/manifest.ts';
import { DEFAULT_GALLERY_FOLDER, parseGalleryOptions } from '../gallery/options.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const GALLERY_SCRIPT = fileURLToPath(new URL('../gallery/main.js', import.meta.url));
const REBUILD_HINT = 'npm run gallery brings it up to date';

const MAX_TOTAL_BYTES = 13 * 1024 * 1024;
const MAX_FILE_BYTES = 700 * 1024;

const pictures = galleryPictures();
const manifest = readManifest(DEFAULT_GALLERY_FOLDER);

function filesIn(folder: string): string[] {
  return ['animations', 'palettes'].flatMap((kind) =>
    readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`),
  );
}

describe('the gallery', () => {
  it('has a picture of each animation and palette, and no other file', () => {
    const wanted = [
      ...BUILT_IN_IDS.map((id) => pictureFile('animations', id)),
      ...PALETTE_NAMES.map((name) => pictureFile('palettes', name)),
    ].sort();
    assert.deepEqual(filesIn(DEFAULT_GALLERY_FOLDER).sort(), wanted, REBUILD_HINT);
    assert.deepEqual(Object.keys(manifest).sort(), wanted, REBUILD_HINT);
    assert.deepEqual(readdirSync(DEFAULT_GALLERY_FOLDER).sort(), [
      'README.md',
      'animations',
      'manifest.json',
      'palettes',
    ]);
  });

  it('shows them as they look today', () => {
    const stale = pictures.flatMap((picture) => {
      const why = staleReason(DEFAULT_GALLERY_FOLDER, picture, manifest);
      return why === undefined ? [] : [`${picture.file}: ${why}`];
    });
    assert.deepEqual(stale, [], REBUILD_HINT);
  });

  it('has a page that shows them all', () => {
    const page = readFileSync(join(DEFAULT_GALLERY_FOLDER, 'README.md'), 'utf8');
    assert.equal(page, renderIndexPage(), REBUILD_HINT);
    for (const { file } of pictures) assert.equal(page.split(`src="${file}"`).length, 2, file);
  });

  it('is small enough to be cloned and looked at', () => {
    const sizes = pictures.map(({ file }) => statSync(join(DEFAULT_GALLERY_FOLDER, file)).size);
    assert.ok(Math.max(...sizes) < MAX_FILE_BYTES);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < MAX_TOTAL_BYTES);
  });

  it('is what the README shows the best of', () => {
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/docs\/gallery\/[\w/]+\.gif/g);
    const files = [...shown].map(([path]) => path);
    assert.ok(files.length >= 4);
    for (const path of files) assert.ok(existsSync(join(ROOT, path)), path);
  });
});

describe('making the gallery', () => {
  const folder = mkdtempSync(join(tmpdir(), 'garland-gallery-'));
  after(() => rmSync(folder, { recursive: true }));
  const make = (...args: readonly string[]) => {
    const all = [GALLERY_SCRIPT, '--out', folder, '--only', 'off,gold', ...args];
    return spawnSync(process.execPath, all, { encoding: 'utf8' });
  };
  const off = pictures.find(({ name }) => name === 'off')!;
  let first: ReturnType<typeof make>;
  let made: Manifest;
  before(() => {
    first = make();
    made = readManifest(folder);
  });

  it('makes what is not there, with plain lines in a pipe', () => {
    assert.deepEqual([first.status, first.stderr], [0, '']);
    assert.match(first.stdout, /1\/2 animations\/off\.gif: still, \d+ KiB \(there is none\)\n/);
    assert.match(first.stdout, /2 made, 0 unchanged/);
    assert.deepEqual(filesIn(folder), ['animations/off.gif', 'palettes/gold.gif']);
  });

  it('makes what is there only when it is told to, and then the same', () => {
    const bytes = readFileSync(join(folder, off.file));
    assert.match(make().stdout, /^0 made, 2 unchanged/);
    assert.match(make('--all').stdout, /2 made, 0 unchanged/);
    assert.deepEqual(readFileSync(join(folder, off.file)), bytes);
    assert.deepEqual(readManifest(folder), made);
  });

  it('sees a file that was changed, and a picture that would look different', () => {
    assert.equal(staleReason(folder, off, made), undefined);
    const other: ManifestEntry = {
      ...made[off.file]!,
      fingerprint: manifest[pictureFile('animations', 'warm_white')]!.fingerprint,
    };
    assert.match(staleReason(folder, off, { [off.file]: other })!, /would look different/);
    assert.match(staleReason(folder, off, {})!, /there is none/);
    writeFileSync(join(folder, off.file), 'not a picture');
    assert.match(staleReason(folder, off, made)!, /not the one that was made/);
    assert.match(make().stdout, /1 made, 1 unchanged/);
  });

  it('removes the picture of what is no more', () => {
    const stranger = pictureFile('animations', 'gone');
    writeFileSync(join(folder, stranger), '');
    writeManifest(folder, { ...made, [stranger]: made[off.file]! });
    assert.match(make().stdout, /animations\/gone\.gif: removed/);
    assert.ok(!existsSync(join(folder, stranger)));
    assert.deepEqual(readManifest(folder), made);
  });

  it('ends with an error, having made nothing, if it is told what it does not know', () => {
    const { status, stdout, stderr } = make('--olny', 'fire');
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^gallery: .*--olny/);
  });
});

describe('the options of the gallery', () => {
  it('name animations and palettes that there are', () => {
    assert.deepEqual(parseGalleryOptions(['--only', 'fire,gold']).only, ['fire', 'gold']);
    assert.throws(
      () => parseGalleryOptions(['--only', 'twinkel']),
      /palette "twinkel"\. Did you mean "twinkle"/,
    );
    assert.throws(() => parseGalleryOptions(['fire']), /fire/);
  });

  it('take lights where a file has them, and say which row of it is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'garland-gallery-'));
    const file = join(folder, 'places.csv');
    writeFileSync(file, '\uFEFF1,0,0\r\n0,1,0.5\r\n-1,0,1\r\n');
    assert.equal(parseGalleryOptions(['--positions', file]).strip?.count, 3);
    for (const row of ['1,2', '1,2,3,4', 'x,2,3', '1,,3']) {
      writeFileSync(file, `0,0,0\n${row}\n1,1,1\n`);
      assert.throws(() => parseGalleryOptions(['--positions', file]), /places\.csv:2: /);
    }
    rmSync(folder, { recursive: true });
  });
});
