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
  | 'spiIsOff'
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
  spiIsOff: {
    problem: 'SPI is off',
    fix: inBootConfig('dtparam=spi=on'),
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

/** One line for a log or an error message. */
export function formatAdvice({ problem, fix }: HardwareAdvice): string {
  return `${problem}: ${fix}`;
}
