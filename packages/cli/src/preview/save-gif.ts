import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '@garland/daemon/write-file';
import { PhotoRenderer, type PixelPositions } from '@garland/viewer';
import {
  DEFAULT_GIF_FRAME_MS,
  DEFAULT_GIF_SIZE,
  type FilmSource,
  findBestClip,
  type ImageSize,
  renderGif,
} from '@garland/viewer/film';
import type { CommandContext } from '../command-line/command-context.ts';
import { parseDecimalNumber, parseWholeNumber } from '../command-line/parse-number.ts';
import { CliError, usageError } from '../errors/cli-error.ts';
import { ProgressLine } from '../terminal/progress-line.ts';

export interface GifOptions {
  readonly gif: string;
  readonly size?: string;
  readonly seconds?: string;
  readonly fps?: string;
  readonly force?: boolean;
}

const STDOUT = '-';
const MIN_SIDE_DOTS = 40;
const MAX_SIDE_DOTS = 640;
/** Browsers show no more frames a second; a GIF counts in hundredths of a second. */
const MAX_GIF_FRAMES_PER_SECOND = 50;

/** Writes a loop of an animation as an endless GIF to a file or to standard output. */
export function saveGif(
  context: CommandContext,
  source: FilmSource,
  positions: PixelPositions,
  options: GifOptions,
): void {
  const size = parseSize(options.size);
  const frameMs = parseFrameMs(options.fps);
  const lengthS =
    options.seconds === undefined ? undefined : parseDecimalNumber('time', options.seconds, 1, 30);
  validateTarget(context, options);

  const progress = new ProgressLine(context.io.stderr, context.io.env);
  progress.show('Looking for the best loop …');
  const { paint, frameCount } = findBestClip(source, frameMs, lengthS);
  const renderer = new PhotoRenderer(positions, size.width, size.height);
  const gif = renderGif({ renderer, paint, frameCount, frameMs }, (done) =>
    progress.show(`Frame ${done} of ${frameCount} …`),
  );
  progress.clear();
  deliverGif(context, options.gif, gif, {
    ...size,
    frames: frameCount,
    seconds: (frameCount * frameMs) / 1000,
  });
}

function deliverGif(
  context: CommandContext,
  file: string,
  gif: Uint8Array,
  facts: ImageSize & { readonly frames: number; readonly seconds: number },
): void {
  const { width, height, frames, seconds } = facts;
  const kibibytes = Math.ceil(gif.length / 1024);
  const summary = `${width} × ${height}, ${frames === 1 ? 'a still picture' : `${frames} frames in ${seconds} s`}, ${kibibytes} KiB`;
  if (file === STDOUT) {
    context.io.stdout.write(gif);
    context.printNote(summary);
    return;
  }
  replaceFile(file, gif);
  context.printResult({ file, ...facts, bytes: gif.length }, () => `${file}: ${summary}`);
}

function parseSize(text: string | undefined): ImageSize {
  if (text === undefined) return DEFAULT_GIF_SIZE;
  const [, width = '', height = ''] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (width === '')
    throw usageError(`"${text}" is not a valid size: use width and height in pixels, such as 300x420.`);
  return {
    width: parseWholeNumber('width', width, MIN_SIDE_DOTS, MAX_SIDE_DOTS),
    height: parseWholeNumber('height', height, MIN_SIDE_DOTS, MAX_SIDE_DOTS),
  };
}

function parseFrameMs(fps: string | undefined): number {
  if (fps === undefined) return DEFAULT_GIF_FRAME_MS;
  const count = parseWholeNumber('number of frames a second', fps, 1, MAX_GIF_FRAMES_PER_SECOND);
  return Math.round(100 / count) * 10;
}

/** Finds mistakes before minutes of work on a small Pi. */
function validateTarget({ json, io }: CommandContext, { gif: file, force = false }: GifOptions): void {
  if (file !== STDOUT) {
    if (!file.endsWith('.gif')) throw usageError(`${JSON.stringify(file)} must end in ".gif".`);
    assertCreatable(file, force);
  } else if (json) {
    throw usageError('--json and --gif - cannot share standard output: name a file, or leave out --json.');
  } else if (io.stdout.isTTY) {
    throw usageError('A terminal cannot show a GIF: name a file, or redirect the output.');
  }
}

/** @throws {CliError} if the file cannot be written or must not be replaced */
function assertCreatable(path: string, mayReplace: boolean): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new CliError('failed', `The folder ${folder} does not exist.`);
  // A dangling link counts as existing.
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new CliError('failed', `${path} is a folder: name a file.`);
    if (!mayReplace) {
      throw new CliError(
        'failed',
        `${path} already exists.`,
        'Choose another name, or overwrite it with --force.',
      );
    }
  }
  accessSync(folder, constants.W_OK | constants.X_OK);
}
