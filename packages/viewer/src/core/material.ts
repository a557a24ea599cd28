/** A linear colour: red, green, blue. */
export type LinearRgb = readonly [red: number, green: number, blue: number];

export interface Material {
  /** Its colour by night while the string is off. */
  readonly ambient: LinearRgb;
  /** The share of the string's light that it reflects. */
  readonly albedo: LinearRgb;
}

export function mixMaterials(from: Material, to: Material, share: number): Material {
  return {
    ambient: mixColors(from.ambient, to.ambient, share),
    albedo: mixColors(from.albedo, to.albedo, share),
  };
}

function mixColors(from: LinearRgb, to: LinearRgb, share: number): LinearRgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}
