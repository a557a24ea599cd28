import type { Output } from './output.ts';

/**
 * The pixels of an output that are lit. The others have no place in `pixels`, and nobody writes to them: dark they were
 * when the output was opened, and dark they stay.
 */
export class LitPixels implements Output {
  readonly kind: Output['kind'];
  readonly pixels: Uint32Array;
  readonly darkPixels: number;
  readonly hasWhite: boolean;
  readonly minFrameMs: number;
  readonly #whole: Output;
  readonly #wire: Uint16Array;

  /** @param wire the place of each lit pixel among those of the whole output */
  constructor(whole: Output, wire: Uint16Array) {
    this.kind = whole.kind;
    this.pixels = new Uint32Array(wire.length);
    this.darkPixels = whole.pixels.length - wire.length;
    this.hasWhite = whole.hasWhite;
    this.minFrameMs = whole.minFrameMs;
    this.#whole = whole;
    this.#wire = wire;
  }

  get busy(): boolean {
    return this.#whole.busy;
  }

  get idle(): boolean {
    return this.#whole.idle;
  }

  get framesShown(): number {
    return this.#whole.framesShown;
  }

  show(): void {
    const { pixels } = this.#whole;
    for (let i = 0; i < this.#wire.length; i++) pixels[this.#wire[i]!] = this.pixels[i]!;
    this.#whole.show();
  }

  close(): void {
    this.pixels.fill(0);
    this.#whole.close();
  }
}
