/** `garland list | head -1`: whoever reads has had enough, which is no error of ours. */
export function onBrokenPipe(leave: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
      leave();
    });
  }
}
