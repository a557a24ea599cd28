import { readFileSync } from 'node:fs';

/** The part of rpi-ws281x-native that is safe to use. */
export interface Addon {
  init(options: {
    readonly dma: number;
    readonly freq: number;
    readonly channels: readonly AddonChannelOptions[];
  }): readonly { readonly array: Uint32Array | null }[];
  render(): void;
  finalize(): void;
}

export interface AddonChannelOptions {
  readonly gpio: number;
  readonly count: number;
  readonly invert?: boolean;
  readonly stripType?: string;
}

export interface Hardware {
  readonly uid: number;
  /** Loads the addon. Root only: for other users it silently returns functions that do nothing. */
  loadAddon(): Promise<Addon>;
  /** The content of a system file; undefined if it can't be read. */
  read(path: string): Buffer | undefined;
}

export const realHardware: Hardware = {
  uid: process.getuid?.() ?? -1,
  async loadAddon() {
    // The name is computed so that a laptop without the addon still type-checks and builds.
    const name: string = 'rpi-ws281x-native';
    return (await import(name)).default as Addon;
  },
  read(path) {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  },
};
