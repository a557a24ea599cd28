import { VERSION } from '@garland/daemon';

/** How the driver introduces itself. */
export const PRODUCT: Readonly<Record<'vendor' | 'product' | 'version' | 'url', string>> = {
  vendor: 'Garland',
  product: 'garland-driver',
  version: VERSION,
  url: 'https://github.com/garland-tree/garland',
};
