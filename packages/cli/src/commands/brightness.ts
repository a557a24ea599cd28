import type { Command } from 'commander';
import { withDriver } from '../driver/with-driver.ts';
import { wholeNumber } from '../numbers.ts';
import { command } from './command.ts';

export function brightnessCommand(): Command {
  return command('brightness <percent>', 'set the brightness, 0 to 100', async (context, [word = '']) => {
    const percent = wholeNumber('brightness', word.replace(/\s*%$/, ''), 0, 100);
    const { state } = await withDriver(context.socket, (driver) => driver.call('SetBrightness', { percent }));
    context.answer(state, () => `Brightness is ${state.brightness} %.`);
  });
}
