import { boolean, type Field, oneOf, type ProblemReport, table, withDefault } from '@garland/toml';

type RgbOrder = 'rgb' | 'rbg' | 'grb' | 'gbr' | 'brg' | 'bgr';

/** In which order a pixel takes its bytes; a white LED beside the colours is always the last. */
export type ColorOrder = RgbOrder | `${RgbOrder}w`;

/** What sits in each pixel, or what works like it: WS2813 and WS2815 do like a WS2812B. */
export type ChipModel = 'ws2811' | 'ws2812b' | 'sk6812';

/** Bits a second, in thousands. */
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
 * The pins that can reach a strip, and the peripheral that does it. Only the PWM turns its idle level round, too; with the
 * others, a strip behind an inverter never sees a frame's end (github.com/jgarff/rpi_ws281x/issues/337 and 565).
 */
const GPIO_PINS: Readonly<Record<number, { readonly by: 'PWM' | 'PCM' | 'SPI'; readonly inverts: boolean }>> =
  {
    18: { by: 'PWM', inverts: true },
    12: { by: 'PWM', inverts: true },
    21: { by: 'PCM', inverts: false },
    10: { by: 'SPI', inverts: false },
  };

const LED_CHIPS: Readonly<
  Record<ChipModel, { readonly white: boolean; readonly frequencies: readonly FrequencyKhz[] }>
> = {
  ws2811: { white: false, frequencies: [800, 400] },
  ws2812b: { white: false, frequencies: [800] },
  sk6812: { white: true, frequencies: [800] },
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
  chip: withDefault(oneOf('ws2811', 'ws2812b', 'sk6812'), 'ws2812b'),
  color_order: withDefault(oneOf(...COLOR_ORDERS), 'grb'),
  frequency_khz: withDefault(oneOfNumbers([800, 400], '800 or 400'), 800),
  invert: withDefault(boolean, false),
});

/** Refuses what is right key by key, but what no hardware can do together. */
export function checkOutputConfig(output: OutputConfig, report: ProblemReport): void {
  const { gpio, chip, color_order, frequency_khz, invert } = output;
  const refuse = (key: keyof OutputConfig, message: string): void =>
    report.add('inconsistent', undefined, `output.${key}`, message);
  const { white, frequencies } = LED_CHIPS[chip];
  if (hasWhiteLed(output) && !white)
    refuse(
      'color_order',
      `"${color_order}" is for a ${chipsWhere((other) => other.white)}; ` +
        `a ${chip} has no white LED: choose one of ${RGB_ORDERS.join(', ')}`,
    );
  if (!frequencies.includes(frequency_khz))
    refuse(
      'frequency_khz',
      `${frequency_khz} is for a ${chipsWhere((other) => other.frequencies.includes(frequency_khz))}; ` +
        `a ${chip} takes ${frequencies.join(' or ')}`,
    );
  if (invert && !GPIO_PINS[gpio]?.inverts)
    refuse(
      'invert',
      `can't be done on GPIO ${gpio} (${GPIO_PINS[gpio]?.by}), where the line would rest at the wrong level: ` +
        'use 18 or 12 (PWM), or a level shifter that does not invert',
    );
}

function chipsWhere(matches: (chip: (typeof LED_CHIPS)[ChipModel]) => boolean): string {
  return Object.entries(LED_CHIPS)
    .flatMap(([name, chip]) => (matches(chip) ? [name] : []))
    .join(' or ');
}

/** Whether each pixel has a white LED beside its red, green and blue ones. */
export function hasWhiteLed({ color_order }: Pick<OutputConfig, 'color_order'>): boolean {
  return color_order.endsWith('w');
}

/** What moves a strip's bits out of its pin. */
export function peripheralOf({ gpio }: Pick<OutputConfig, 'gpio'>): 'PWM' | 'PCM' | 'SPI' {
  return GPIO_PINS[gpio]?.by ?? 'PWM';
}
