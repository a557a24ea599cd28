import { BUILT_IN_IDS } from '@garland/animations';
import { Command } from 'commander';
import type { CliIo } from '../command-line/cli-io.ts';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { unknownAnimationWithList } from '../errors/unknown-animation.ts';

export interface DemoOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly pixels: number;
  readonly animation: string;
  readonly preview: boolean;
}

const DEFAULTS = { port: '1225', pixels: '100', animation: 'twinkle' } as const;

type RawOptions = Omit<DemoOptions, 'port' | 'pixels'> & Readonly<Record<'port' | 'pixels', string>>;

/** @throws {CliError | CommanderError} */
export function parseDemoOptions(args: readonly string[], { stdout }: Pick<CliIo, 'stdout'>): DemoOptions {
  const command = new Command('npm start --')
    .description(
      'Runs Garland on this machine without a tree: the real driver with a simulated strip, the real gateway on ' +
        'loopback, and the tree in this terminal. It needs no privileges and cleans up after itself.',
    )
    .option('--port <port>', 'port of the gateway on 127.0.0.1; 0 takes any free port', DEFAULTS.port)
    .option('--pixels <count>', 'number of lights', DEFAULTS.pixels)
    .option('--animation <id>', 'what to play first', DEFAULTS.animation)
    .option('--no-preview', 'print a line per change instead of drawing the tree')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), outputError: () => undefined })
    .showSuggestionAfterError()
    .parse(args, { from: 'user' });
  const words = command.opts<RawOptions>();
  if (!(BUILT_IN_IDS as readonly string[]).includes(words.animation)) {
    throw unknownAnimationWithList(words.animation, BUILT_IN_IDS);
  }
  return {
    port: parseWholeNumber('port', words.port, 0, 65_535),
    pixels: parseWholeNumber('number of pixels', words.pixels, 1, 1000),
    animation: words.animation,
    preview: words.preview,
  };
}
