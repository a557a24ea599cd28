import { tryOrUndefined } from '../system/try-or-undefined.ts';
import type { SystemProbe } from './system-probe.ts';

/** Where the firmware reads its settings: since Debian 12, and before. */
const BOOT_CONFIG_FILES = ['/boot/firmware/config.txt', '/boot/config.txt'];

/** Sections of config.txt by the board's model. Sections of any other name are taken as meant for another board. */
const SECTIONS: readonly (readonly [model: RegExp, sections: readonly string[]])[] = [
  [/Pi Zero 2/, ['pi0', 'pi02']],
  [/Pi Zero W/, ['pi0', 'pi0w']],
  [/Pi Zero/, ['pi0']],
  [/Pi 2/, ['pi2']],
  [/Pi 3 Model [AB] Plus/, ['pi3', 'pi3+']],
  [/Pi (3|Compute Module 3)/, ['pi3']],
  [/Pi 400/, ['pi4', 'pi400']],
  [/Pi Compute Module 4/, ['pi4', 'cm4']],
  [/Pi 4/, ['pi4']],
];

/** The lines of config.txt that apply to this board, such as `dtparam=spi=on`, without spaces; none if it can't be read. */
export function readBootConfig(probe: SystemProbe, model: string): readonly string[] {
  const text =
    BOOT_CONFIG_FILES.map((file) => tryOrUndefined(() => probe.readFile(file))).find(Boolean) ?? '';
  const [, names = ['pi1']] = SECTIONS.find(([pattern]) => pattern.test(model)) ?? [];
  let applies = true;
  return text.split('\n').flatMap((raw) => {
    const line = raw.replace(/#.*/, '').replaceAll(/\s/g, '');
    const [, section] = /^\[(.*)\]$/.exec(line) ?? [];
    if (section !== undefined) applies = section === 'all' || names.includes(section.toLowerCase());
    return section === undefined && line && applies ? [line] : [];
  });
}

/** The value of a key: the last one counts. */
export function bootSetting(lines: readonly string[], key: string): string | undefined {
  return lines.findLast((line) => line.startsWith(`${key}=`))?.slice(key.length + 1);
}
