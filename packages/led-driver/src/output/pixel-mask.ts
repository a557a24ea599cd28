import type { Output } from './output.ts';

/**
 * Leaves out masked pixels of an output: they are not in `pixels` and are never written to, so they stay as dark as they
 * were when the output was opened.
 */
export class PixelMask implements Output {
  readonly kind: Output['kind'];
  readonly pixels: Uint32Array;
  readonly maskedPixels: number;
  readonly hasWhite: boolean;
  readonly minFrameMs: number;
  readonly #output: Output;
  readonly #wireIndices: Uint16Array;

  /** @param wire the index of each unmasked pixel in the whole output */
  constructor(whole: Output, wire: Uint16Array) {
    this.kind = whole.kind;
    this.pixels = new Uint32Array(wire.length);
    this.maskedPixels = whole.pixels.length - wire.length;
    this.hasWhite = whole.hasWhite;
    this.minFrameMs = whole.minFrameMs;
    this.#output = whole;
    this.#wireIndices = wire;
  }

  get isBusy(): boolean {
    return this.#output.isBusy;
  }

  get isIdle(): boolean {
    return this.#output.isIdle;
  }

  get framesShown(): number {
    return this.#output.framesShown;
  }

  show(): void {
    const { pixels } = this.#output;
    for (let i = 0; i < this.#wireIndices.length; i++) pixels[this.#wireIndices[i]!] = this.pixels[i]!;
    this.#output.show();
  }

  close(): void {
    this.pixels.fill(0);
    this.#output.close();
  }
}
