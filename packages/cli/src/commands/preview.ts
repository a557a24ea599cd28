import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import type { PreviewOptions } from '../preview/preview-animation.ts';

export function previewCommand(): Command {
  return defineCommand<PreviewOptions>(
    'preview <id>',
    'draw an animation here, or with --config a scene; no driver and no tree needed',
    async (context, [id = ''], options) => {
      // The animations take a moment to load on a small Pi, and the other commands do without them.
      const { previewAnimation } = await import('../preview/preview-animation.ts');
      await previewAnimation(context, id, options);
    },
  )
    .option('--pixels <count>', 'how many lights, wound around the tree (default: "100")')
    .option('--positions <file>', 'lights where a file of coordinates has them')
    .option('--config <file>', 'the lights of a driver, and its scenes, from its configuration')
    .option('--palette <name>', 'other colours; a wrong name lists them')
    .option('--speed <factor>', 'faster or slower than it likes best, such as 0.5 or 2', '1')
    .option('--seconds <seconds>', 'stop by itself after this time; of a GIF the length')
    .option('--fps <count>', 'frames a second: 30, or 12.5 in a GIF')
    .option('--gif <file>', 'film a loop of it into this file instead; "-" is standard output')
    .option('--size <width>x<height>', 'of the GIF, in dots: 180x252')
    .option('--force', 'replace the file if it exists');
}
