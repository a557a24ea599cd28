/** A linear colour: red, green, blue. */
export type Linear = readonly [red: number, green: number, blue: number];

export interface Material {
  /** What it looks like by night without the string: the sky's share. */
  readonly dark: Linear;
  /** The share of the string's light that it throws back. */
  readonly albedo: Linear;
}

export function mixed(from: Material, to: Material, share: number): Material {
  return { dark: blend(from.dark, to.dark, share), albedo: blend(from.albedo, to.albedo, share) };
}

function blend(from: Linear, to: Linear, share: number): Linear {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}
