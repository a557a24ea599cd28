import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import type { PreviewOptions } from '../preview/preview-animation.ts';

export function previewCommand(): Command {
  return defineCommand<PreviewOptions>(
    'preview <id>',
    'draw an animation or a scene in this terminal; needs no driver',
    async (context, [id = ''], options) => {
      // Loaded on demand: the animations take a moment to load on a small Pi.
      const { previewAnimation } = await import('../preview/preview-animation.ts');
      await previewAnimation(context, id, options);
    },
  )
    .option('--pixels <count>', 'number of lights, wound around the tree (default: "100")')
    .option('--positions <file>', 'lights at the positions in this file')
    .option('--config <file>', 'lights and scenes of this driver configuration')
    .option('--palette <name>', 'other colours; an unknown name lists all palettes')
    .option('--speed <factor>', 'factor on the normal speed, such as 0.5 or 2', '1')
    .option('--seconds <seconds>', 'stop after this time; length of a GIF')
    .option('--fps <count>', 'frames a second (default: 30, or 12.5 in a GIF)')
    .option('--gif <file>', 'write a looping GIF to this file instead; "-" is standard output')
    .option('--size <width>x<height>', 'size of the GIF in pixels (default: 180x252)')
    .option('--force', 'overwrite an existing file');
}
