/** What the web may play on the tests' tree. */
export const REMOTE_ALLOWLIST: readonly string[] = [
  'off',
  'warm_white',
  'twinkle',
  'rainbow',
  'fire',
  'snow',
];
