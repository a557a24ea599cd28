import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examined, type FakeSystem, HEALTHY_SYSTEM, STRIP, withFiles } from './fake-system.ts';

const PINMUX = '/sys/kernel/debug/pinctrl/20200000.gpio-pinctrl-bcm2835/pinmux-pins';
const BOOT_CONFIG = '/boot/firmware/config.txt';

/** A strip on that pin of that board, with that boot configuration and these kernel modules. */
interface StripSystem {
  readonly gpio?: number;
  readonly model?: string;
  readonly boot?: string;
  readonly bootFile?: string;
  readonly modules?: string;
  readonly pixels?: number;
  readonly bufsiz?: string;
  readonly missing?: string;
  readonly pinmux?: string;
}

/** `level message advice` of what doctor finds out about the strip, its budget apart. */
async function findings(system: StripSystem): Promise<string[]> {
  const { gpio = 18, model = 'Raspberry Pi Zero W Rev 1.1', boot, bootFile = BOOT_CONFIG } = system;
  const { modules = '', pixels = 100, bufsiz, missing, pinmux } = system;
  const fake: FakeSystem = {
    ...HEALTHY_SYSTEM,
    ...withFiles({
      '/proc/device-tree/model': `${model}\0`,
      '/proc/modules': modules,
      ...(boot !== undefined && { [bootFile]: boot }),
      ...(pinmux !== undefined && { [PINMUX]: pinmux }),
      ...(bufsiz !== undefined && { '/sys/module/spidev/parameters/bufsiz': bufsiz }),
    }),
    config: STRIP.replace('"ws281x"', `"ws281x"\ngpio = ${gpio}`).replace('100', `${pixels}`),
    stats: missing ? { [missing]: 'missing' } : {},
  };
  const results = (await examined(fake)).filter(({ check }) => check === 'strip');
  return results.flatMap(({ level, message, advice }) =>
    /full white/.test(message) && !/SPI/.test(message) ? [] : [`${level} ${message} ${advice ?? ''}`],
  );
}

async function assertFinds(system: StripSystem, pattern: RegExp): Promise<void> {
  const found = await findings(system);
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', pattern);
}

const isFine = (system: StripSystem): Promise<void> => assertFinds(system, /^ok .*no conflicts found/);

const PI_3 = 'Raspberry Pi 3 Model B Plus Rev 1.3';
const PI_4 = 'Raspberry Pi 4 Model B Rev 1.4';

describe('doctor, with a strip on SPI', () => {
  it('wants its clock fixed, because white at full is what comes otherwise', async () => {
    const pattern =
      /^problem .*white at full, which no power budget limits \("core_freq=250" missing\).*config\.txt/;
    for (const model of [undefined, 'Raspberry Pi Zero Rev 1.3', 'Raspberry Pi Zero 2 W Rev 1.0', PI_3]) {
      const board = { gpio: 10, ...(model && { model }) };
      await assertFinds(board, pattern);
      await assertFinds({ ...board, boot: 'dtparam=spi=on\n' }, pattern);
      await assertFinds({ ...board, boot: '# core_freq=250\n' }, pattern);
      await assertFinds({ ...board, boot: 'core_freq=400\n' }, pattern);
      await isFine({ ...board, boot: 'dtparam=spi=on\ncore_freq=250 # for the strip\n' });
    }
  });

  it('wants both of a Pi 4’s limits', async () => {
    const board = { gpio: 10, model: PI_4 };
    await assertFinds(board, /"core_freq=500" and "core_freq_min=500" missing/);
    await assertFinds({ ...board, boot: 'core_freq=500\n' }, /\("core_freq_min=500" missing/);
    await isFine({ ...board, boot: 'core_freq=500\r\ncore_freq_min=500\r\n' });
  });

  it('asks nothing of boards whose clock never changes', async () => {
    await isFine({ gpio: 10, model: 'Raspberry Pi 2 Model B Rev 1.1' });
    await isFine({ gpio: 10, model: 'Raspberry Pi Model B Plus Rev 1.2' });
    await assertFinds(
      { gpio: 10, model: 'Raspberry Pi Model B Plus Rev 1.2', boot: 'core_freq=500' },
      /core_freq=250/,
    );
  });

  it('reads the sections for this board, and those for all', async () => {
    await isFine({ gpio: 10, model: PI_3, boot: '[pi4]\ncore_freq=500\n[pi3]\ncore_freq=250\n' });
    await isFine({ gpio: 10, model: PI_3, boot: '[pi4]\ncore_freq=500\n[all]\ncore_freq=250\n' });
    await assertFinds({ gpio: 10, model: PI_3, boot: '[pi0]\ncore_freq=250\n' }, /core_freq=250/);
  });

  it('finds the file where it was before Debian 12', () =>
    isFine({ gpio: 10, boot: 'core_freq=250\n', bootFile: '/boot/config.txt' }));

  it('finds SPI switched off', () =>
    assertFinds(
      { gpio: 10, boot: 'core_freq=250', missing: '/dev/spidev0.0' },
      /^problem SPI is off .*dtparam=spi=on/,
    ));

  it('finds more pixels than its buffer takes', async () => {
    const long = { gpio: 10, boot: 'core_freq=250', pixels: 340 };
    await assertFinds(long, /^problem 340 pixels take 4104 bytes .*spidev\.bufsiz=4104/);
    await isFine({ ...long, bufsiz: '8192\n' });
    await isFine({ ...long, pixels: 339 });
  });

  it('needs no mailbox', () => isFine({ gpio: 10, boot: 'core_freq=250', missing: '/dev/vcio' }));
});

describe('doctor, with a strip on another pin', () => {
  it('finds digital sound on its clock and data', async () => {
    for (const boot of [
      'dtparam=i2s=on',
      'dtoverlay=hifiberry-dacplus,slave',
      'dtoverlay=i2s-dac',
      'dtoverlay = max98357a',
    ]) {
      for (const gpio of [18, 21])
        await assertFinds({ gpio, boot }, /^problem digital sound \(I²S\).*GPIO 12 or 10/);
      await isFine({ gpio: 12, boot });
    }
    await isFine({ boot: 'dtparam=i2s=off\n#dtparam=i2s=on\ndtoverlay=vc4-kms-v3d\n' });
  });

  it('finds it by its module, whatever the overlay’s name', () =>
    assertFinds({ modules: 'snd_soc_bcm2835_i2s 16384 2 - Live 0x0\n' }, /^problem digital sound/));

  it('finds any other device that has the pin', async () => {
    const pin = (owners: string) => `pin 12 (gpio12): x (GPIO UNCLAIMED)\npin 18 (gpio18): ${owners}\n`;
    const free = '(MUX UNCLAIMED) (GPIO UNCLAIMED)';
    const spi1 = '20215080.spi (GPIO UNCLAIMED) function alt4 group gpio18';
    await assertFinds({ pinmux: pin(spi1) }, /^problem GPIO 18 belongs to another device \(20215080\.spi\)/);
    const clock = '(MUX UNCLAIMED) pinctrl-bcm2835:530';
    await assertFinds({ pinmux: pin(clock) }, /\(pinctrl-bcm2835:530\)/);
    await assertFinds({ pinmux: pin('device 20215080.spi function alt4 group gpio18') }, /\(20215080\.spi\)/);
    await isFine({ pinmux: pin(free) });
    await isFine({ pinmux: pin('UNCLAIMED') });
    await isFine({ gpio: 21, pinmux: pin(spi1) });
  });

  it('finds analogue sound on the PWM', async () => {
    await assertFinds({ modules: 'snd_bcm2835 24576 1 - Live 0x0\n' }, /snd_bcm2835.*dtparam=audio=off/);
    await isFine({ gpio: 21, modules: 'snd_bcm2835 24576 1 - Live 0x0\n' });
  });

  it('finds a kernel without the mailbox', () =>
    assertFinds({ missing: '/dev/vcio' }, /^problem \/dev\/vcio is missing.*Raspberry Pi OS/));

  it('has nothing against a plain board', () => isFine({}));
});
