import {
  type DriverConfig,
  I2S_MODULE,
  isI2sPin,
  peripheralOf,
  SPI_LIMIT_FILE,
  spiBufferAdvice,
} from '@garland/driver-config';
import {
  HARDWARE_ADVICE,
  type HardwareAdvice,
  pinInUseAdvice,
  spiClockAdvice,
} from '@garland/driver-config/hardware-advice';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { bootSetting, readBootConfig } from '../boot-config.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Settings that turn digital sound on: the interface, or a sound board. */
const I2S_SETTING =
  /^(dtparam=i2s(=on)?$|dtoverlay=(i2s-|hifiberry|iqaudio|allo-|justboom|audioinjector|rpi-(dac|codeczero|digi|proto)|googlevoicehat|max98357a|pisound|merus|dionaudio|wm8960|seeed|fe-pi|pimoroni-pirate-audio|adau))/;

/** Which driver of the kernel has which pin, on each generation of boards. Only root can read it. */
const PINMUX_FILES = ['20200000', '3f200000', 'fe200000'].map(
  (address) =>
    `/sys/kernel/debug/pinctrl/${address}.gpio-pinctrl-bcm${address === 'fe200000' ? '2711' : '2835'}/pinmux-pins`,
);

/** What stands in the way of a strip on its pin. */
export function stripPinAdvice(probe: SystemProbe, config: DriverConfig, model: string): HardwareAdvice[] {
  const bootConfig = readBootConfig(probe, model);
  if (peripheralOf(config.output) === 'SPI') return spiAdvice(probe, config, bootConfig, model);
  const sound = soundAdvice(probe, config, bootConfig);
  return [...(sound.length > 0 ? sound : ownerAdvice(probe, config)), ...mailboxAdvice(probe)];
}

/** Any other driver that has claimed the pin, such as SPI1, infrared or a clock signal. */
function ownerAdvice(probe: SystemProbe, { output }: DriverConfig): HardwareAdvice[] {
  const text = PINMUX_FILES.map((file) => tryOrUndefined(() => probe.readFile(file))).find(Boolean) ?? '';
  const [, owners = ''] =
    new RegExp(`^pin ${output.gpio} \\(gpio${output.gpio}\\): (.*)$`, 'm').exec(text) ?? [];
  const owner = owners
    .replaceAll(/ function .*|\((MUX|GPIO) UNCLAIMED\)|UNCLAIMED|^(device|GPIO) /g, '')
    .trim();
  return owner === '' ? [] : [pinInUseAdvice(output.gpio, owner)];
}

function soundAdvice(
  probe: SystemProbe,
  { output }: DriverConfig,
  bootConfig: readonly string[],
): HardwareAdvice[] {
  const modules = tryOrUndefined(() => probe.readFile('/proc/modules')) ?? '';
  const hasAnalog = peripheralOf(output) === 'PWM' && /^snd_bcm2835 /m.test(modules);
  const hasDigital = I2S_MODULE.test(modules) || bootConfig.some((line) => I2S_SETTING.test(line));
  return [
    ...(hasAnalog ? [HARDWARE_ADVICE.soundUsesPwm] : []),
    ...(hasDigital && isI2sPin(output.gpio) ? [HARDWARE_ADVICE.i2sUsesPin] : []),
  ];
}

function mailboxAdvice(probe: SystemProbe): HardwareAdvice[] {
  return tryOrUndefined(() => probe.stat('/dev/vcio')) ? [] : [HARDWARE_ADVICE.noMailbox];
}

function spiAdvice(
  probe: SystemProbe,
  { strip, output }: DriverConfig,
  bootConfig: readonly string[],
  model: string,
): HardwareAdvice[] {
  const isOn = tryOrUndefined(() => probe.stat('/dev/spidev0.0')) !== undefined;
  const missing = fixedClockSettings(model, bootConfig).filter((setting) => {
    const [key = '', value] = setting.split('=');
    return bootSetting(bootConfig, key) !== value;
  });
  const limit = tryOrUndefined(() => probe.readFile(SPI_LIMIT_FILE));
  const buffer = spiBufferAdvice({ ...output, pixels: strip.pixels }, limit);
  return [
    ...(isOn ? [] : [HARDWARE_ADVICE.spiIsOff]),
    ...(missing.length > 0 ? [spiClockAdvice(missing)] : []),
    ...(buffer ? [buffer] : []),
  ];
}

/** The settings that keep the clock from which SPI's is divided. On a Pi 1 or 2 it changes only if it is overclocked. */
function fixedClockSettings(model: string, bootConfig: readonly string[]): readonly string[] {
  if (/Pi (4|Compute Module 4)/.test(model)) return ['core_freq=500', 'core_freq_min=500'];
  const isFixed = /Pi (2 |Model|Compute Module Rev)/.test(model) && !bootSetting(bootConfig, 'core_freq');
  return isFixed ? [] : ['core_freq=250'];
}
