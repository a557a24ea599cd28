import type { Output } from '../output/output.ts';

/**
 * Tells from outside whether frames get through. A strip that stands still gets none, and is alive if it has had all that
 * were sent; one that moves is alive if it has had any since it was last looked at.
 */
export class Pulse {
  readonly #output: Pick<Output, 'framesShown' | 'idle'>;
  readonly #engine: { readonly playing: boolean };
  #framesShown = -1;

  constructor(output: Pick<Output, 'framesShown' | 'idle'>, engine: { readonly playing: boolean }) {
    this.#output = output;
    this.#engine = engine;
  }

  beats(): boolean {
    const { framesShown, idle } = this.#output;
    const moved = framesShown !== this.#framesShown;
    this.#framesShown = framesShown;
    return moved || (idle && !this.#engine.playing);
  }
}
