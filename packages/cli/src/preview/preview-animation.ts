import { setTimeout as sleep } from 'node:timers/promises';
import {
  ANIMATIONS,
  type Animation,
  createFrame,
  type Frame,
  PALETTE_NAMES,
  PALETTES,
  type Painter,
  type PaletteName,
  type Strip,
} from '@garland/animations';
import { positionNotices, readDriverConfig } from '@garland/driver-config';
import { toLinearBytes } from '@garland/viewer';
import { CaptionedTree, LiveTree } from '@garland/viewer/terminal';
import type { TerminalOutput } from '@garland/viewer/terminal-capabilities';
import type { CommandContext } from '../command-line/command-context.ts';
import { parseDecimalNumber, parseWholeNumber } from '../command-line/parse-number.ts';
import { suggestionText, usageError } from '../errors/cli-error.ts';
import { toPrintable } from '../text/terminal-text.ts';
import { type PreviewStripOptions, resolvePreviewStrip } from './preview-strip.ts';
import { findInstalledScene, resolvePreviewSubject } from './preview-subject.ts';
import type { GifOptions } from './save-gif.ts';

export interface PreviewOptions extends PreviewStripOptions {
  readonly palette?: string;
  readonly speed?: string;
  readonly seconds?: string;
  readonly fps?: string;
  readonly gif?: string;
  readonly size?: string;
  readonly force?: boolean;
}

/** The command line, parsed. */
interface ParsedPreview {
  readonly animation: Animation;
  readonly strip: Strip;
  readonly caption: readonly string[];
  /** Remarks on lights that are not drawn where they were measured. */
  readonly notices: readonly string[];
  readonly framesPerSecond: number;
  readonly seconds: number | undefined;
  /** Takes the viewer's time, not the animation's. */
  readonly paint: Painter;
  /** The colours at this time, as the linear bytes that the strip would get. */
  colorsAt(timeS: number): Uint8Array;
}

/** Shows an animation in the best way for this output: moving, as a picture in characters, as data, or as a GIF. */
export async function previewAnimation(
  context: CommandContext,
  id: string,
  options: PreviewOptions,
): Promise<void> {
  const { gif, size, force } = options;
  if (gif === undefined && (size !== undefined || force)) throw usageError('--size and --force need --gif.');
  const parsed = parsePreview(context, id, options);
  if (gif !== undefined) await savePreviewAsGif(context, parsed, { ...options, gif });
  else if (context.json) await printFrames(context, parsed);
  else if (context.terminal.canAnimate) await playOnTerminal(context, parsed);
  else printPicture(context, parsed);
  if (!context.json) for (const notice of parsed.notices) context.io.stderr.write(`${notice}\n`);
}

function parsePreview({ io }: CommandContext, id: string, options: PreviewOptions): ParsedPreview {
  const { config } = options;
  const driver = config === undefined ? findInstalledScene(id, io.env) : readDriverConfig(config, io.env);
  const subject = resolvePreviewSubject(id, driver);
  const animation = ANIMATIONS[subject.animation];
  const paletteName = parsePalette(options.palette) ?? subject.palette;
  const factor = parseDecimalNumber('speed', options.speed ?? '1', 0.01, 100);
  const speed = animation.speed * subject.speed * factor;
  const resolvedStrip = resolvePreviewStrip(options, driver);
  const { strip } = resolvedStrip;
  const frame = createFrame(strip.count);
  const painter = animation.prepare({ strip, palette: PALETTES[paletteName], seed: 1 });
  const paint: Painter = (timeS, picture) => {
    painter(timeS * speed, picture);
    dimFrame(picture, subject.brightness / 100);
  };
  return {
    animation,
    strip,
    caption: [
      `${toPrintable(subject.title)} · ${subject.description}`,
      'Preview in this terminal only. q or Ctrl-C quits.',
    ],
    notices: positionNotices(resolvedStrip),
    framesPerSecond: parseWholeNumber('number of frames a second', options.fps ?? '30', 1, 120),
    seconds:
      options.seconds === undefined ? undefined : parseDecimalNumber('time', options.seconds, 0, 86_400),
    paint,
    colorsAt: (timeS) => {
      paint(timeS, frame);
      return toLinearBytes(frame);
    },
  };
}

/** Colours and share are both perceptual. */
function dimFrame(frame: Frame, share: number): void {
  if (share === 1) return;
  for (let i = 0; i < frame.length; i++) frame[i] = (frame[i] ?? 0) * share;
}

function parsePalette(name: string | undefined): PaletteName | undefined {
  if (name === undefined || Object.hasOwn(PALETTES, name)) return name as PaletteName | undefined;
  throw usageError(
    `Unknown palette ${JSON.stringify(name)}.${suggestionText(name, PALETTE_NAMES)}`,
    `Available: ${PALETTE_NAMES.join(', ')}`,
  );
}

/** Loaded on demand: only a GIF needs the encoder. */
async function savePreviewAsGif(
  context: CommandContext,
  { animation, strip, paint }: ParsedPreview,
  options: GifOptions,
): Promise<void> {
  const { saveGif } = await import('./save-gif.ts');
  saveGif(context, { paint, pixels: strip.count, isStill: animation.isStill }, strip, options);
}

async function playOnTerminal(
  { io }: CommandContext,
  { strip, caption, framesPerSecond, seconds = Infinity, colorsAt }: ParsedPreview,
): Promise<void> {
  const shutdown = io.abortOnShutdown();
  const { signal } = shutdown;
  const tree = new LiveTree(io, {
    useAlternateScreen: true,
    heading: () => [],
    onQuit: () => shutdown.abort(),
  });
  try {
    tree.positions = strip;
    tree.caption = caption;
    const start = performance.now();
    for (let number = 0; !signal.aborted; number++) {
      const timeS = (performance.now() - start) / 1000;
      if (timeS > seconds) return;
      tree.colors = colorsAt(timeS);
      const nextMs = start + ((number + 1) * 1000) / framesPerSecond - performance.now();
      await sleep(Math.max(1, nextMs), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    tree.close();
  }
}

/** Without a terminal: one frame, in characters. */
function printPicture(
  { io, terminal }: CommandContext,
  { strip, caption, seconds = 0, colorsAt }: ParsedPreview,
): void {
  const show = new CaptionedTree({ ...terminal, colorDepth: 'none' }, strip, 1);
  io.stdout.write(`${show.toText(colorsAt(seconds), caption)}\n`);
}

/** One JSON object a frame, as fast as the reader takes them; one second by default. */
async function printFrames(
  { io }: CommandContext,
  { framesPerSecond, seconds = 1, colorsAt }: ParsedPreview,
): Promise<void> {
  for (let number = 0; number <= seconds * framesPerSecond; number++) {
    const timeS = number / framesPerSecond;
    const rgb = Buffer.from(colorsAt(timeS)).toString('base64');
    await writeAndFlush(io.stdout, `${JSON.stringify({ timeS, rgb })}\n`);
  }
}

/** Resolves once the text is written: a slow reader sets the pace, and a closed pipe is noticed before the next frame. */
function writeAndFlush(output: TerminalOutput, text: string): Promise<void> {
  return new Promise((resolve) => {
    output.write(text, () => resolve());
  });
}
