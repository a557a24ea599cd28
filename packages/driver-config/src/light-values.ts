import { byType, type Field, integer, number, numberList, oneOf } from '@garland/toml';

/** How one animation fades into the next. */
export type CrossfadeCurve = 'linear' | 'smooth' | 'smoother' | 'sine' | 'ease_in' | 'ease_out';

/**
 * From perceived brightness to light: the exponent of a power law, CIE lightness, or measured shares of full light for
 * levels that look evenly spaced, from 0 to 1.
 */
export type LightnessCurve = number | 'cie_lightness' | readonly number[];

/** The share of each channel's full duty, 0 to 1, that makes a neutral white: of a common strip, or measured. */
export type ColorCorrection = 'none' | 'smd5050' | 'pixel_string' | readonly number[];

export const crossfadeCurve: Field<CrossfadeCurve> = oneOf(
  'linear',
  'smooth',
  'smoother',
  'sine',
  'ease_in',
  'ease_out',
);

const levelList = numberList(3, 65, number(0, 1));

const measuredLightness: Field<readonly number[]> = {
  expects: `${levelList.expects}, the first 0, the last 1, none below the one before`,
  read(node, key, report) {
    const values = levelList.read(node, key, report);
    if (!values) return;
    const falls = values.findIndex((value, i) => value < (values[i - 1] ?? 0));
    if (falls > 0)
      return report.add('inconsistent', node.line, `${key}[${falls}]`, 'must not be below the one before it');
    if (values[0] !== 0 || values.at(-1) !== 1)
      return report.add('inconsistent', node.line, key, 'must begin with 0 and end with 1');
    return values;
  },
};

export const lightnessCurve: Field<LightnessCurve> = byType<LightnessCurve>({
  number: number(1, 3),
  string: oneOf('cie_lightness'),
  list: measuredLightness,
});

export const colorCorrection: Field<ColorCorrection> = byType<ColorCorrection>({
  string: oneOf('none', 'smd5050', 'pixel_string'),
  list: numberList(3, 3, number(0.1, 1)),
});

/** From candlelight to a blue sky. */
export const kelvin: Field<number> = integer(2000, 12_000, 'kelvin');
