import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProgressLine } from '@garland/cli/terminal/progress-line';
import { replaceFile } from '@garland/daemon/write-file';
import { type GalleryPicture, galleryPictures } from './gallery-pictures.ts';
import { renderIndexPage } from './index-page.ts';
import { type Manifest, readManifest, staleReason, writeManifest } from './manifest.ts';
import { GALLERY_USAGE, type GalleryOptions, parseGalleryOptions } from './options.ts';
import { renderPicture } from './render-picture.ts';

function main(): void {
  const options = parseGalleryOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(GALLERY_USAGE);
  mkdirSync(options.out, { recursive: true });
  const pictures = galleryPictures(options.strip);
  removeOrphans(options.out, pictures);
  const made = pictures.filter(({ name }) => options.only?.includes(name) ?? true);
  const bytes = made.map((picture, i) => renderIfStale(options, picture, `${i + 1}/${made.length}`));
  replaceFile(join(options.out, 'README.md'), renderIndexPage());
  const changed = bytes.filter((count) => count > 0).length;
  printLine(
    `${changed} made, ${made.length - changed} unchanged. ${join(options.out, 'README.md')} shows them all.`,
  );
}

/** Renders a picture if it is stale. Returns its size, or 0 if it was kept. */
function renderIfStale({ out, all }: GalleryOptions, picture: GalleryPicture, number: string): number {
  const progress = new ProgressLine(process.stderr, process.env);
  const report = (activity: string): void => progress.show(`${number} ${picture.name}: ${activity}`);
  report('comparing');
  const manifest = readManifest(out);
  const reason = all ? 'all are rendered again' : staleReason(out, picture, manifest);
  if (reason === undefined) {
    progress.clear();
    return 0;
  }
  const { entry, bytes, frames } = renderPicture(out, picture, report);
  writeManifest(out, { ...manifest, [picture.file]: entry });
  progress.clear();
  const length = frames === 1 ? 'still' : `${entry.lengthS} s`;
  printLine(`${number} ${picture.file}: ${length}, ${Math.ceil(bytes / 1024)} KiB (${reason})`);
  return bytes;
}

/** Removes the pictures of animations and palettes that no longer exist. */
function removeOrphans(out: string, pictures: readonly GalleryPicture[]): void {
  const files = new Set(pictures.map(({ file }) => file));
  const kept: Record<string, Manifest[string]> = {};
  for (const [file, entry] of Object.entries(readManifest(out))) {
    if (files.has(file)) kept[file] = entry;
    else {
      rmSync(join(out, file), { force: true });
      printLine(`${file}: removed, as its animation or palette no longer exists`);
    }
  }
  writeManifest(out, kept);
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`gallery: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
