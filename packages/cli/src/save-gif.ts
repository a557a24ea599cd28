import type { CommandContext } from './context.ts';
import { usageError } from './failure.ts';
import { parseDecimalNumber, parseWholeNumber } from './numbers.ts';
import { Camera } from './picture/camera.ts';
import { film, type Shot, type Size, STANDARD_FRAME_MS, STANDARD_SIZE } from './picture/film.ts';
import { checkNewFile, writeWhole } from './picture/new-file.ts';
import { bestTake, type Subject } from './picture/take.ts';
import { ProgressLine } from './terminal/progress.ts';
import type { Points } from './tree/silhouette.ts';

export interface GifOptions {
  readonly gif: string;
  readonly size?: string;
  readonly seconds?: string;
  readonly fps?: string;
  readonly force?: boolean;
}

const STDOUT = '-';
const SMALLEST = 40;
const LARGEST = 640;
/** No browser shows more frames a second, and a GIF can't say so many exactly: it counts in hundredths of a second. */
const MOST_FRAMES_A_SECOND = 50;

/** Films a loop of an animation into a GIF that repeats for ever, in a file or on standard output. */
export function saveGif(
  context: CommandContext,
  subject: Subject,
  points: Points,
  options: GifOptions,
): void {
  const size = parseSize(options.size);
  const frameMs = parseFrameMs(options.fps);
  const lengthS =
    options.seconds === undefined ? undefined : parseDecimalNumber('time', options.seconds, 1, 30);
  checkTarget(context, options);

  const progress = new ProgressLine(process.stderr, process.env);
  progress.show('Looking for the best loop …');
  const { paint, frames } = bestTake(subject, frameMs, lengthS);
  const camera = new Camera(points, size.width, size.height);
  const gif = filmed({ camera, paint, frames, frameMs }, progress);
  progress.clear();
  hand(context, options.gif, gif, { ...size, frames, seconds: (frames * frameMs) / 1000 });
}

function filmed(shot: Shot, progress: ProgressLine): Uint8Array {
  const filming = film(shot);
  for (;;) {
    const { done, value } = filming.next();
    if (done) return value;
    progress.show(`Frame ${value} of ${shot.frames} …`);
  }
}

function hand(
  context: CommandContext,
  file: string,
  gif: Uint8Array,
  facts: Size & { readonly frames: number; readonly seconds: number },
): void {
  const { width, height, frames, seconds } = facts;
  const kibibytes = Math.ceil(gif.length / 1024);
  const words = `${width} × ${height}, ${frames === 1 ? 'a still picture' : `${frames} frames in ${seconds} s`}, ${kibibytes} KiB`;
  if (file === STDOUT) {
    process.stdout.write(gif);
    context.printNote(words);
    return;
  }
  writeWhole(file, gif);
  context.printResult({ file, ...facts, bytes: gif.length }, () => `${file}: ${words}`);
}

function parseSize(text: string | undefined): Size {
  if (text === undefined) return STANDARD_SIZE;
  const [, width = '', height = ''] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (width === '')
    throw usageError(`"${text}" is no size: it takes width and height in dots, such as 300x420.`);
  return {
    width: parseWholeNumber('width', width, SMALLEST, LARGEST),
    height: parseWholeNumber('height', height, SMALLEST, LARGEST),
  };
}

function parseFrameMs(fps: string | undefined): number {
  if (fps === undefined) return STANDARD_FRAME_MS;
  const count = parseWholeNumber('number of frames a second', fps, 1, MOST_FRAMES_A_SECOND);
  return Math.round(100 / count) * 10;
}

/** All that can be known to be wrong before minutes of work are put into it on a small Pi. */
function checkTarget({ json }: CommandContext, { gif: file, force = false }: GifOptions): void {
  if (file !== STDOUT) {
    if (!file.endsWith('.gif'))
      throw usageError(`${JSON.stringify(file)} does not end in ".gif", and a GIF it will be.`);
    checkNewFile(file, force);
  } else if (json) {
    throw usageError(
      'Either the picture or JSON can go to standard output: name a file, or leave out --json.',
    );
  } else if (process.stdout.isTTY) {
    throw usageError('A terminal can not show a GIF: name a file, or redirect the output into one.');
  }
}
