import { EXIT_CODES } from '../exit-codes.ts';

/** `garland list | head -1`: a reader that closes the pipe early is not an error. */
export function onBrokenPipe(onClosed: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'EIO') return onClosed();
      // Such as a full disk.
      if (stream === process.stdout)
        process.stderr.write(`garland: cannot write the output: ${error.message}\n`);
      process.exit(EXIT_CODES.failed.code);
    });
  }
}
