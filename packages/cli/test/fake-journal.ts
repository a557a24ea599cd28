import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Cleanup, temporaryFolder } from '@garland/test-kit/support';

/** A journal's socket for streams, as far as a client sees it. */
export class FakeJournal {
  readonly socket: string = join(temporaryFolder(), 'stdout');
  /** What was written to each of its streams. */
  readonly streams: string[] = [];

  /** @param accept closes the sending side, as journald does */
  static async start(t: Cleanup, accept = (stream: Socket): void => void stream.end()): Promise<FakeJournal> {
    const journal = new FakeJournal();
    const server = createServer({ allowHalfOpen: true }, (stream) => {
      const index = journal.streams.push('') - 1;
      stream.setEncoding('utf8').on('data', (text: string) => {
        journal.streams[index] += text;
      });
      stream.on('error', () => undefined);
      accept(stream);
    });
    await new Promise<void>((resolve) => server.listen(journal.socket, resolve));
    t.after(() => server.close());
    return journal;
  }

  /** The records of all streams, without the header. */
  get records(): readonly Readonly<Record<string, unknown>>[] {
    const lines = this.streams.flatMap((stream) => stream.split('\n').slice(7)).filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }
}
