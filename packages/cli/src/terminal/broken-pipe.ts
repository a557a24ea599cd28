import { EXIT_CODES } from '../exit-codes.ts';

/** `garland list | head -1`: whoever reads has had enough, which is no error of ours. */
export function onBrokenPipe(onClosed: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'EIO') return onClosed();
      // A full disk, say. There is nowhere else to say it.
      if (stream === process.stdout)
        process.stderr.write(`garland: the output can't be written: ${error.message}\n`);
      process.exit(EXIT_CODES.failed.code);
    });
  }
}
