/** What this processor is called by Debian's packages, and by its folders. */
const [architecture, triplet] =
  process.arch === 'arm64' ? ['arm64', 'aarch64-linux-gnu'] : ['amd64', 'x86_64-linux-gnu'];

export const ARCHITECTURE: string = architecture;
/** Where a Debian of this processor has its libraries. */
export const LIBRARY_FOLDER: string = `/usr/lib/${triplet}`;
