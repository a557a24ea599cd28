import type { Output } from '../output/output.ts';

/**
 * Tells from outside whether frames get through: none may be due for the whole time from one look to the next without any
 * that reaches the strip. A picture that has begun to move just before a look has had no time for a frame yet.
 */
export class Pulse {
  readonly #output: Pick<Output, 'framesShown' | 'idle'>;
  readonly #engine: { readonly playing: boolean };
  #framesShown = 0;
  #wereDue = false;

  constructor(output: Pick<Output, 'framesShown' | 'idle'>, engine: { readonly playing: boolean }) {
    this.#output = output;
    this.#engine = engine;
  }

  beats(): boolean {
    const { framesShown, idle } = this.#output;
    const areDue = this.#engine.playing || !idle;
    const stuck = areDue && this.#wereDue && framesShown === this.#framesShown;
    this.#framesShown = framesShown;
    this.#wereDue = areDue;
    return !stuck;
  }
}
