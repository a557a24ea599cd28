import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { galleryPictures, pictureFile } from '../gallery/gallery-pictures.ts';
import {
  type Manifest,
  type ManifestEntry,
  readManifest,
  staleReason,
  writeManifest,
} from '../gallery/manifest.ts';
import { DEFAULT_GALLERY_FOLDER } from '../gallery/options.ts';

const GALLERY_SCRIPT = fileURLToPath(new URL('../gallery/main.js', import.meta.url));

const pictures = galleryPictures();
const manifest = readManifest(DEFAULT_GALLERY_FOLDER);

it('the gallery shows every animation and palette as it looks today', () => {
  const stale = pictures.flatMap((picture) => {
    const why = staleReason(DEFAULT_GALLERY_FOLDER, picture, manifest);
    return why === undefined ? [] : [`${picture.file}: ${why}`];
  });
  assert.deepEqual(stale, [], 'npm run gallery brings it up to date');
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

  it('renders missing pictures, and prints plain lines into a pipe', () => {
    assert.deepEqual([first.status, first.stderr], [0, '']);
    assert.match(first.stdout, /1\/2 animations\/off\.gif: still, \d+ KiB \(there is none\)\n/);
    assert.match(first.stdout, /2 made, 0 unchanged/);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.gif'),
    );
    assert.deepEqual(files.sort(), ['animations/off.gif', 'palettes/gold.gif']);
  });

  it('renders existing pictures only with --all, and then the same', () => {
    const bytes = readFileSync(join(folder, off.file));
    assert.match(make().stdout, /^0 made, 2 unchanged/);
    assert.match(make('--all').stdout, /2 made, 0 unchanged/);
    assert.deepEqual(readFileSync(join(folder, off.file)), bytes);
    assert.deepEqual(readManifest(folder), made);
  });

  it('renders a changed file, and a picture that would look different', () => {
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

  it('removes the picture of an animation that no longer exists', () => {
    const orphan = pictureFile('animations', 'gone');
    writeFileSync(join(folder, orphan), '');
    writeManifest(folder, { ...made, [orphan]: made[off.file]! });
    assert.match(make().stdout, /animations\/gone\.gif: removed/);
    assert.ok(!existsSync(join(folder, orphan)));
    assert.deepEqual(readManifest(folder), made);
  });

  it('ends with an error, and renders nothing, for an unknown option', () => {
    const { status, stdout, stderr } = make('--olny', 'fire');
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^gallery: .*--olny/);
  });
});
