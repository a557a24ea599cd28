/** A fault of the hardware or its set-up, and its fix. The driver's warnings and `garland doctor` both take it from here. */
export interface HardwareAdvice {
  readonly problem: string;
  readonly fix: string;
}

const inBootConfig = (setting: string): string =>
  `put "${setting}" into /boot/firmware/config.txt and restart the Pi`;

type AdviceName =
  | 'notARaspberryPi'
  | 'unsupportedBoard'
  | 'soundUsesPwm'
  | 'i2sUsesPin'
  | 'spiIsOff'
  | 'noMailbox'
  | 'nodeBelowFourGib'
  | 'addonIsMissing';

export const HARDWARE_ADVICE: Readonly<Record<AdviceName, HardwareAdvice>> = {
  notARaspberryPi: {
    problem: 'this is not a Raspberry Pi',
    fix: 'set output.kind = "simulator"',
  },
  /** Of the Pi 5 and its relatives. The sentence begins with the board. */
  unsupportedBoard: {
    problem: "has its pins on a chip that the LED addon can't drive",
    fix: 'use any Raspberry Pi from the first to the 4, the 400 or a Zero',
  },
  soundUsesPwm: {
    problem: 'sound uses the PWM that the strip needs (snd_bcm2835 is loaded)',
    fix: `${inBootConfig('dtparam=audio=off')}, or connect the strip to GPIO 21 or 10`,
  },
  i2sUsesPin: {
    problem: 'digital sound (I²S) uses the pin that the strip needs: GPIO 18 is its clock, GPIO 21 its data',
    fix:
      'remove "dtparam=i2s=on" and the sound board\'s "dtoverlay=" from /boot/firmware/config.txt and restart the Pi, ' +
      'or connect the strip to GPIO 12 or 10',
  },
  spiIsOff: {
    problem: 'SPI is off',
    fix: inBootConfig('dtparam=spi=on'),
  },
  noMailbox: {
    problem: '/dev/vcio is missing, through which the LED addon gets memory for DMA',
    fix: "use Raspberry Pi OS, whose kernel has it; Debian's own kernel does not",
  },
  nodeBelowFourGib: {
    problem:
      'this Node is loaded at fixed addresses below 4 GiB, where the LED addon can unmap its memory when the driver ends: ' +
      'the driver then crashes, with the strip already dark',
    fix: "use Debian's Node",
  },
  addonIsMissing: {
    problem: 'the LED addon is not compiled',
    fix: 'run "sudo garland-build-addon" (in a clone: "npm rebuild rpi-ws281x-native")',
  },
};

/** SPI's clock follows the processor's, so a frequency that changes garbles the data: mostly to white at full. */
export function spiClockAdvice(settings: readonly string[]): HardwareAdvice {
  const lines = settings.map((setting) => `"${setting}"`).join(' and ');
  return {
    problem: `SPI's clock is not fixed, so the strip can show white at full, which no power budget limits (${lines} missing)`,
    fix: `${inBootConfig(settings.join('" and "'))}, or connect the strip to GPIO 18, 12 or 21`,
  };
}

/** @param owner the kernel's name of the device that has the pin */
export function pinInUseAdvice(gpio: number, owner: string): HardwareAdvice {
  return {
    problem: `GPIO ${gpio} belongs to another device (${owner})`,
    fix: 'remove its "dtoverlay=" or "dtparam=" from /boot/firmware/config.txt and restart the Pi, or use another pin',
  };
}

/** One line for a log or an error message. */
export function formatAdvice({ problem, fix }: HardwareAdvice): string {
  return `${problem}: ${fix}`;
}
