import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BUILT_IN_IDS, PALETTE_NAMES } from '@garland/animations';
import { galleryPictures, pictureFile } from '../gallery/gallery-pictures.ts';
import { renderIndexPage } from '../gallery/index-page.ts';
import { readManifest, sha256Of } from '../gallery/manifest.ts';
import { DEFAULT_GALLERY_FOLDER, parseGalleryOptions } from '../gallery/options.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
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

  it('has the files that its manifest describes', () => {
    const changed = pictures.filter(
      ({ file }) => sha256Of(readFileSync(join(DEFAULT_GALLERY_FOLDER, file))) !== manifest[file]?.sha256,
    );
    assert.deepEqual(changed, [], REBUILD_HINT);
  });

  it('has an index page with every picture', () => {
    const page = readFileSync(join(DEFAULT_GALLERY_FOLDER, 'README.md'), 'utf8');
    assert.equal(page, renderIndexPage(), REBUILD_HINT);
    for (const { file } of pictures) assert.equal(page.split(`src="${file}"`).length, 2, file);
  });

  it('is small enough to clone and view', () => {
    const sizes = pictures.map(({ file }) => statSync(join(DEFAULT_GALLERY_FOLDER, file)).size);
    assert.ok(Math.max(...sizes) < MAX_FILE_BYTES);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < MAX_TOTAL_BYTES);
  });

  it('has the pictures that the README shows', () => {
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/docs\/gallery\/[\w/]+\.gif/g);
    const files = [...shown].map(([path]) => path);
    assert.ok(files.length >= 4);
    for (const path of files) assert.ok(existsSync(join(ROOT, path)), path);
  });
});

describe('the options of the gallery', () => {
  it('accept the names of animations and palettes only', () => {
    assert.deepEqual(parseGalleryOptions(['--only', 'fire,gold']).only, ['fire', 'gold']);
    assert.throws(
      () => parseGalleryOptions(['--only', 'twinkel']),
      /palette "twinkel"\. Did you mean "twinkle"/,
    );
    assert.throws(() => parseGalleryOptions(['fire']), /fire/);
  });

  it('read positions from a file, and name the row with a mistake', () => {
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
