import { ALLOWED } from '../allowed.ts';
import type { Container } from './container.ts';
import { type Client, createClient, type Ending } from './load.ts';

const LIT: readonly string[] = ALLOWED.filter((id) => id !== 'off');

/** Plays one animation after the other, and knows which may show: the last that was acknowledged, and what it asked for since. */
export class Commander {
  readonly endings: Map<Ending, number> = new Map();
  #candidates: readonly string[] = [];
  #number = 0;
  readonly #client: Client;

  constructor(container: Container, token: string) {
    this.#client = createClient(container, token, false);
  }

  get candidates(): readonly string[] {
    return this.#candidates;
  }

  async playNext(): Promise<void> {
    const id = LIT[this.#number++ % LIT.length] ?? '';
    const ending = await this.#client.send('POST', `/v1/animations/${id}`);
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
    this.#candidates = ending === 200 ? [id] : [...this.#candidates, id];
  }
}
