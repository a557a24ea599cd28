import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { withDriver } from '../control/with-driver.ts';

export function brightnessCommand(): Command {
  return defineCommand(
    'brightness <percent>',
    'set the brightness, 0 to 100 %',
    async (context, [word = '']) => {
      const percent = parseWholeNumber('brightness', word.replace(/\s*%$/, ''), 0, 100);
      const { state } = await withDriver(context.socket, (driver) =>
        driver.call('SetBrightness', { percent }),
      );
      context.printResult(state, () => `Brightness is ${state.brightness} %.`);
    },
  );
}
