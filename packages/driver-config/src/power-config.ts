import {
  type Field,
  integer,
  number,
  optional,
  type ProblemReport,
  type TableFields,
  table,
  withDefault,
} from '@garland/toml';
import { chipCurrents, type PixelCurrents } from './chip-currents.ts';
import { hasWhiteLed, type OutputConfig } from './led-hardware.ts';
import { type StripConfig, unmaskedPixels } from './strip.ts';

/** The budget, and the currents from which the driver calculates what the strip draws. */
export interface PowerConfig extends PixelCurrents {
  /** The most that supply, wires, plugs and fuse can carry. */
  readonly budget_ma: number;
  /** What else draws from the same supply, such as the Pi. */
  readonly other_ma: number;
}

/** The keys of the file. */
export type RawPower = Omit<PowerConfig, 'drawn' | 'budget_ma'> & { readonly budget_ma: number | undefined };

/** The strip with its power settings. */
export interface PoweredConfig {
  readonly strip: StripConfig;
  readonly output: OutputConfig;
  readonly power: PowerConfig;
}

export const MIN_BUDGET_MA = 50;
const MAX_BUDGET_MA = 200_000;

const budget: Field<number> = {
  ...integer(MIN_BUDGET_MA, MAX_BUDGET_MA, 'milliamps'),
  expects: `a whole number from ${MIN_BUDGET_MA} to ${MAX_BUDGET_MA} milliamps: the most that supply, wires, plugs and fuse can carry`,
};

/**
 * The section `power`. Its defaults are those of the chip. Real hardware needs a budget.
 *
 * @param output the section `output`, as far as it is valid
 * @param line that of `output.kind`, for a missing section
 */
export function powerField(output: Partial<OutputConfig>, line: number | undefined): Field<RawPower> {
  const { kind, chip = 'ws2812b', color_order = 'grb' } = output;
  const currents = chipCurrents({ chip, color_order });
  const current = (name: 'red_ma' | 'green_ma' | 'blue_ma' | 'white_ma'): Field<number> =>
    withDefault(number(0.1, 100, 'milliamps'), currents[name]);
  const fields: TableFields<RawPower> = {
    budget_ma: kind === 'ws281x' ? budget : optional(budget),
    other_ma: withDefault(integer(0, MAX_BUDGET_MA, 'milliamps'), 0),
    red_ma: current('red_ma'),
    green_ma: current('green_ma'),
    blue_ma: current('blue_ma'),
    white_ma: current('white_ma'),
    idle_ma: withDefault(number(0, 10, 'milliamps'), currents.idle_ma),
  };
  const section = table(fields);
  return {
    ...section,
    read: (node, key, report) => section.read({ ...node, line: node.line ?? line }, key, report),
  };
}

/** Adds what the file leaves open. A simulation without a budget gets one that dims nothing. */
export function resolvePower(
  raw: RawPower,
  { strip, output }: Pick<PoweredConfig, 'strip' | 'output'>,
): PowerConfig {
  const power = { ...raw, drawn: chipCurrents(output).drawn, budget_ma: raw.budget_ma ?? MAX_BUDGET_MA };
  if (raw.budget_ma !== undefined) return power;
  const enoughMa = Math.ceil(unlimitedMa({ strip, output, power }));
  return { ...power, budget_ma: Math.min(MAX_BUDGET_MA, enoughMa) };
}

/** The current of one pixel with all its LEDs at full duty, in milliamps above idle. */
export function maxPixelMa(power: PixelCurrents, hasWhiteChannel: boolean): number {
  const { red_ma, green_ma, blue_ma, white_ma, drawn } = power;
  const currents = [red_ma, green_ma, blue_ma, hasWhiteChannel ? white_ma : 0];
  return drawn === 'largest' ? Math.max(...currents) : currents.reduce((sum, each) => sum + each);
}

/** The current of all pixels at full duty, and of everything else on the supply. */
export function fullWhiteMa(config: PoweredConfig): number {
  return darkMa(config) + litPixelsMa(config);
}

/** From this budget on, no frame is dimmed: full white, and one step of 255 for rounding. */
export function unlimitedMa(config: PoweredConfig): number {
  return fullWhiteMa(config) + litPixelsMa(config) / 255;
}

function darkMa({ strip, power }: PoweredConfig): number {
  return power.other_ma + strip.pixels * power.idle_ma;
}

function litPixelsMa({ strip, output, power }: PoweredConfig): number {
  const litPixels = unmaskedPixels(strip)?.length ?? strip.pixels;
  return litPixels * maxPixelMa(power, hasWhiteLed(output));
}

/** Reports a budget that leaves no light. */
export function checkPowerBudget(config: PoweredConfig, report: ProblemReport): void {
  const { strip, power } = config;
  // One step of 255 on every channel, twice for rounding.
  const dimmestWhiteMa = Math.ceil((2 * litPixelsMa(config)) / 255);
  if (Math.ceil(darkMa(config)) + dimmestWhiteMa <= power.budget_ma) return;
  const idleMa = Math.ceil(strip.pixels * power.idle_ma);
  const others = power.other_ma > 0 ? `power.other_ma takes ${power.other_ma} mA, ` : '';
  report.add(
    'inconsistent',
    undefined,
    'power.budget_ma',
    `${power.budget_ma} is too low: ${others}${strip.pixels} dark pixels draw ${idleMa} mA ` +
      `(strip.pixels × power.idle_ma), and the dimmest white another ${dimmestWhiteMa} mA`,
  );
}
