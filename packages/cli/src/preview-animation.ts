import { setTimeout as sleep } from 'node:timers/promises';
import {
  ANIMATIONS,
  type Animation,
  CHANNEL_MAX,
  createFrame,
  type Frame,
  PALETTE_NAMES,
  PALETTES,
  type Painter,
  type PaletteName,
  type Strip,
} from '@garland/animations';
import { didYouMean } from '@garland/config';
import { readDriverConfig } from '@garland/driver-config';
import { CaptionedTree } from './captioned-tree.ts';
import type { CommandContext } from './context.ts';
import { usageError } from './failure.ts';
import { LiveTree } from './live-tree.ts';
import { parseDecimalNumber, parseWholeNumber } from './numbers.ts';
import { previewStrip, pulledInLine, type StripOptions } from './preview-strip.ts';
import { previewSubject } from './preview-subject.ts';
import type { GifOptions } from './save-gif.ts';
import { abortOnShutdownSignal } from './terminal/signals.ts';
import { toPrintable } from './terminal/text.ts';

export interface PreviewOptions extends StripOptions {
  readonly palette?: string;
  readonly speed?: string;
  readonly seconds?: string;
  readonly fps?: string;
  readonly gif?: string;
  readonly size?: string;
  readonly force?: boolean;
}

/** Everything the command line said, understood. */
interface Preview {
  readonly animation: Animation;
  readonly strip: Strip;
  readonly caption: readonly string[];
  /** What there is to say of the lights themselves. */
  readonly remark: string | undefined;
  readonly framesPerSecond: number;
  readonly seconds: number | undefined;
  /** In the time that a viewer sees, whatever the speed. */
  readonly paint: Painter;
  /** Paints the colours at that time, linear bytes as the strip would get them. */
  colours(timeS: number): Uint8Array;
}

/** Shows a built-in animation as well as this output can: moving, as one picture in characters, or as data; or films it. */
export async function previewAnimation(
  context: CommandContext,
  id: string,
  options: PreviewOptions,
): Promise<void> {
  const { gif, size, force } = options;
  if (gif === undefined && (size !== undefined || force))
    throw usageError('--size and --force go with --gif.');
  const parsed = parse(id, options);
  if (gif !== undefined) await saveAsGif(context, parsed, { ...options, gif });
  else if (context.json) await printFrames(parsed);
  else if (context.terminal.canAnimate) await animate(parsed);
  else printPicture(context, parsed);
  if (parsed.remark && !context.json) process.stderr.write(`${parsed.remark}\n`);
}

function parse(id: string, options: PreviewOptions): Preview {
  const driver = options.config === undefined ? undefined : readDriverConfig(options.config, process.env);
  const subject = previewSubject(id, driver);
  const animation = ANIMATIONS[subject.animation];
  const paletteName = parsePalette(options.palette) ?? subject.palette;
  const factor = parseDecimalNumber('speed', options.speed ?? '1', 0.01, 100);
  const speed = animation.speed * subject.speed * factor;
  const measured = previewStrip(options, driver);
  const { strip } = measured;
  const frame = createFrame(strip.count);
  const painter = animation.prepare({ strip, palette: PALETTES[paletteName], seed: 1 });
  const paint: Painter = (timeS, picture) => {
    painter(timeS * speed, picture);
    dim(picture, subject.brightness / 100);
  };
  return {
    animation,
    strip,
    caption: [
      `${toPrintable(subject.title)} · ${subject.description}`,
      'A preview on this screen. q or Ctrl-C ends it.',
    ],
    remark: pulledInLine(measured),
    framesPerSecond: parseWholeNumber('number of frames a second', options.fps ?? '30', 1, 120),
    seconds:
      options.seconds === undefined ? undefined : parseDecimalNumber('time', options.seconds, 0, 86_400),
    paint,
    colours: (timeS) => {
      paint(timeS, frame);
      return linearBytes(frame);
    },
  };
}

/** Colours are perceptual, and so is the share. */
function dim(picture: Frame, share: number): void {
  if (share === 1) return;
  for (let i = 0; i < picture.length; i++) picture[i] = (picture[i] ?? 0) * share;
}

function parsePalette(name: string | undefined): PaletteName | undefined {
  if (name === undefined || Object.hasOwn(PALETTES, name)) return name as PaletteName | undefined;
  const suggestion = didYouMean(name, PALETTE_NAMES);
  throw usageError(
    `There is no palette ${JSON.stringify(name)}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    `There are: ${PALETTE_NAMES.join(', ')}`,
  );
}

/** What the driver would send at full brightness. */
function linearBytes(frame: Frame): Uint8Array {
  return Uint8Array.from(frame, (value) => Math.round(255 * (value / CHANNEL_MAX) ** 2.2));
}

/** Only a film needs what makes one. */
async function saveAsGif(
  context: CommandContext,
  { animation, strip, paint }: Preview,
  options: GifOptions,
): Promise<void> {
  const { saveGif } = await import('./save-gif.ts');
  saveGif(context, { paint, pixels: strip.count, still: animation.isStill }, strip, options);
}

async function animate({
  strip,
  caption,
  framesPerSecond,
  seconds = Infinity,
  colours,
}: Preview): Promise<void> {
  const ending = abortOnShutdownSignal();
  const { signal } = ending;
  const tree = new LiveTree({ ownScreen: true, heading: () => [], onQuit: () => ending.abort() });
  try {
    tree.strip = strip;
    tree.caption = caption;
    const start = performance.now();
    for (let number = 0; !signal.aborted; number++) {
      const timeS = (performance.now() - start) / 1000;
      if (timeS > seconds) return;
      tree.colours = colours(timeS);
      const nextMs = start + ((number + 1) * 1000) / framesPerSecond - performance.now();
      await sleep(Math.max(1, nextMs), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    tree.close();
  }
}

/** Without a terminal: the picture of one moment, in characters. */
function printPicture({ terminal }: CommandContext, { strip, caption, seconds = 0, colours }: Preview): void {
  const show = new CaptionedTree({ ...terminal, colorDepth: 'none' }, strip, 1);
  process.stdout.write(`${show.toText(colours(seconds), caption)}\n`);
}

/** One object a frame, as fast as they are taken; a second's worth unless told otherwise. */
async function printFrames({ framesPerSecond, seconds = 1, colours }: Preview): Promise<void> {
  for (let number = 0; number <= seconds * framesPerSecond; number++) {
    const timeS = number / framesPerSecond;
    const rgb = Buffer.from(colours(timeS)).toString('base64');
    await written(`${JSON.stringify({ timeS, rgb })}\n`);
  }
}

/** Resolves when whoever reads has taken it, which also is when we hear that nobody reads any more. */
function written(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
