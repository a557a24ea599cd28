import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@garland/daemon/write-file';
import { createClip, DEFAULT_GIF_FRAME_MS } from '@garland/viewer/film';
import { fingerprintOf, fingerprintsMatch } from './fingerprint.ts';
import type { GalleryPicture } from './gallery-pictures.ts';

/** Describes a picture, to find out whether it would look different today. */
export interface ManifestEntry {
  /** The part of the animation that it shows. */
  readonly fromS: number;
  readonly lengthS: number;
  readonly fingerprint: string;
  /** The file's checksum. */
  readonly sha256: string;
}

/** By file, relative to the gallery's folder. */
export type Manifest = Readonly<Record<string, ManifestEntry>>;

const MANIFEST_FILE = 'manifest.json';

export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {};
}

export function writeManifest(folder: string, manifest: Manifest): void {
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  replaceFile(join(folder, MANIFEST_FILE), `${JSON.stringify(sorted, null, 2)}\n`);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Why a picture has to be rendered, or undefined if it is up to date. */
export function staleReason(folder: string, picture: GalleryPicture, manifest: Manifest): string | undefined {
  const entry = manifest[picture.file];
  const path = join(folder, picture.file);
  if (!entry || !existsSync(path)) return 'there is none';
  if (sha256Of(readFileSync(path)) !== entry.sha256) return 'the file is not the one that was made';
  const { source, renderer } = picture.prepare();
  const clip = createClip(source, entry, DEFAULT_GIF_FRAME_MS);
  const fingerprint = fingerprintOf({ ...clip, renderer, frameMs: DEFAULT_GIF_FRAME_MS });
  return fingerprintsMatch(fingerprint, entry.fingerprint) ? undefined : 'it would look different';
}
