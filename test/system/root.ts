/** Why a test that boots a machine can't run here, in words; undefined if it can. */
export function whyNotHere(): string | false {
  return process.getuid?.() === 0
    ? false
    : 'it boots a Debian, which only root can: sudo npm run test:system';
}
