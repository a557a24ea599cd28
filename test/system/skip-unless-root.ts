export const isRoot: boolean = process.getuid?.() === 0;

/** Why a test that boots a machine can't run here, in words; false if it can. */
export function skipUnlessRoot(): string | false {
  return isRoot ? false : 'it boots a Debian, which only root can: sudo npm run test:system';
}
