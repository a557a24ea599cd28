/** How the driver introduces itself. */
export const PRODUCT = {
  vendor: 'Garland',
  product: 'garland-driver',
  version: '0.1.0',
  url: 'https://github.com/garland-tree/garland',
} as const;
