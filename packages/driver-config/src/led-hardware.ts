import { boolean, type Field, oneOf, type ProblemReport, table, withDefault } from '@garland/toml';

/** The hardware that sends a strip's bits. */
export type Peripheral = 'PWM' | 'PCM' | 'SPI';

type RgbOrder = 'rgb' | 'rbg' | 'grb' | 'gbr' | 'brg' | 'bgr';

/** The order in which a pixel takes its bytes; the white LED is always last. */
export type ColorOrder = RgbOrder | `${RgbOrder}w`;

/** The chip in each pixel, or a compatible one: WS2813 is compatible with WS2812B. */
export type ChipModel = 'ws2811' | 'ws2812b' | 'sk6812' | 'ws2815' | 'gs8208';

/** Kilobits per second. */
export type FrequencyKhz = 800 | 400;

export interface OutputConfig {
  readonly kind: 'simulator' | 'ws281x';
  readonly gpio: number;
  readonly chip: ChipModel;
  readonly color_order: ColorOrder;
  readonly frequency_khz: FrequencyKhz;
  readonly invert: boolean;
}

/**
 * The pins that can drive a strip, and their peripherals. Only PWM also inverts the idle level; with the others, a strip
 * behind an inverter never sees the end of a frame (github.com/jgarff/rpi_ws281x/issues/337 and 565).
 */
const GPIO_PINS: Readonly<Record<number, { readonly peripheral: Peripheral; readonly canInvert: boolean }>> =
  {
    18: { peripheral: 'PWM', canInvert: true },
    12: { peripheral: 'PWM', canInvert: true },
    21: { peripheral: 'PCM', canInvert: false },
    10: { peripheral: 'SPI', canInvert: false },
  };

const LED_CHIPS: Readonly<
  Record<ChipModel, { readonly hasWhiteLed: boolean; readonly frequenciesKhz: readonly FrequencyKhz[] }>
> = {
  ws2811: { hasWhiteLed: false, frequenciesKhz: [800, 400] },
  ws2812b: { hasWhiteLed: false, frequenciesKhz: [800] },
  sk6812: { hasWhiteLed: true, frequenciesKhz: [800] },
  ws2815: { hasWhiteLed: false, frequenciesKhz: [800] },
  gs8208: { hasWhiteLed: false, frequenciesKhz: [800] },
};

const RGB_ORDERS = ['rgb', 'rbg', 'grb', 'gbr', 'brg', 'bgr'] as const satisfies readonly RgbOrder[];
const COLOR_ORDERS: readonly ColorOrder[] = [
  ...RGB_ORDERS,
  ...RGB_ORDERS.map((order): ColorOrder => `${order}w`),
];

/** One of a few numbers. */
function oneOfNumbers<N extends number>(numbers: readonly N[], expects: string): Field<N> {
  return {
    expects,
    read(node, key, report) {
      const value = typeof node.value === 'bigint' ? Number(node.value) : node.value;
      const found = numbers.find((number) => number === value);
      return found ?? report.add('not_allowed', node.line, key, `must be ${expects}`);
    },
  };
}

export const outputField: Field<OutputConfig> = table<OutputConfig>({
  kind: oneOf('simulator', 'ws281x'),
  gpio: withDefault(oneOfNumbers([18, 12, 21, 10], '18 or 12 (PWM), 21 (PCM) or 10 (SPI)'), 18),
  chip: withDefault(oneOf(...(Object.keys(LED_CHIPS) as ChipModel[])), 'ws2812b'),
  color_order: withDefault(oneOf(...COLOR_ORDERS), 'grb'),
  frequency_khz: withDefault(oneOfNumbers([800, 400], '800 or 400'), 800),
  invert: withDefault(boolean, false),
});

/** Reports combinations that the hardware does not support. */
export function checkOutputConfig(output: OutputConfig, report: ProblemReport): void {
  const { gpio, chip, color_order, frequency_khz, invert } = output;
  const refuse = (key: keyof OutputConfig, message: string): void =>
    report.add('inconsistent', undefined, `output.${key}`, message);
  const model = LED_CHIPS[chip];
  if (hasWhiteLed(output) && !model.hasWhiteLed)
    refuse(
      'color_order',
      `"${color_order}" is for a ${chipsWhere((other) => other.hasWhiteLed)}; ` +
        `a ${chip} has no white LED: choose one of ${RGB_ORDERS.join(', ')}`,
    );
  if (!model.frequenciesKhz.includes(frequency_khz))
    refuse(
      'frequency_khz',
      `${frequency_khz} is for a ${chipsWhere((other) => other.frequenciesKhz.includes(frequency_khz))}; ` +
        `a ${chip} takes ${model.frequenciesKhz.join(' or ')}`,
    );
  if (invert && !GPIO_PINS[gpio]?.canInvert)
    refuse(
      'invert',
      `is not possible on GPIO ${gpio} (${GPIO_PINS[gpio]?.peripheral}), where the line would idle at the wrong level: ` +
        'use 18 or 12 (PWM), or a level shifter that does not invert',
    );
}

function chipsWhere(matches: (chip: (typeof LED_CHIPS)[ChipModel]) => boolean): string {
  return Object.entries(LED_CHIPS)
    .flatMap(([name, chip]) => (matches(chip) ? [name] : []))
    .join(' or ');
}

/** Whether each pixel has a white LED. */
export function hasWhiteLed({ color_order }: Pick<OutputConfig, 'color_order'>): boolean {
  return color_order.endsWith('w');
}

export function peripheralOf({ gpio }: Pick<OutputConfig, 'gpio'>): Peripheral {
  return GPIO_PINS[gpio]?.peripheral ?? 'PWM';
}

/** The kernel's module for digital sound, loaded with each sound board. */
export const I2S_MODULE: RegExp = /^snd_soc_bcm2835_i2s /m;

/** Whether digital sound uses the pin: 18 is its clock, 21 its data. */
export function isI2sPin(gpio: number): boolean {
  return gpio === 18 || gpio === 21;
}
