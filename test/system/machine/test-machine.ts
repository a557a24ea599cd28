import type { CompletedProgram } from './run-program.ts';

/** Lines of the journals. */
const JOURNAL_TAIL_LINES = 30;

/** A Debian with systemd that a test may do anything to. */
export interface TestMachine {
  /** Runs a shell script in it as root, to its end, whatever that is. */
  run(script: string): Promise<CompletedProgram>;
  /** Where a port of it is reached from the test. */
  addressOf(port: number): { readonly host: string; readonly port: number };
  /** The test, as seen from inside: the home network. */
  readonly hostAddress: string;
  /** Ends it, and leaves nothing behind. */
  close(): Promise<void>;
}

/** Runs a shell script that must succeed, and gives what it printed. */
export async function runOrThrow(machine: TestMachine, script: string): Promise<string> {
  const { code, stdout, stderr, ending } = await machine.run(script);
  if (code === 0) return stdout;
  const said = `${stdout}${stderr}\n${await journalTail(machine)}`;
  throw new Error(`in the machine, this ${ending}:\n${script}\n${said}`);
}

/** The end of its journals, in which there is why. */
async function journalTail(machine: TestMachine): Promise<string> {
  const { stdout } = await machine.run(
    `journalctl --namespace='*' --boot --lines=${JOURNAL_TAIL_LINES} --no-pager`,
  );
  return `its journals end with:\n${stdout}`;
}

export interface JournalRecord {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The records that a unit wrote since a cursor or the boot, in order. What is no record of ours comes as `event: "text"`. */
export async function journalRecords(machine: TestMachine, unit: string): Promise<JournalRecord[]> {
  const text = await runOrThrow(machine, `journalctl --namespace='*' -b -u ${unit} -o cat --no-pager`);
  return text.split('\n').filter(Boolean).map(parseRecord);
}

function parseRecord(line: string): JournalRecord {
  return line.startsWith('{') ? (JSON.parse(line) as JournalRecord) : { event: 'text', line };
}

/** Asks until it is so. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  deadlineMs = 60_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > end) throw error;
      return undefined;
    });
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
