import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HardwareRecord } from './hardware-record.ts';

const MODEL_FOLDER = fileURLToPath(new URL('./model/', import.meta.url));

export type Soc = 'bcm2835' | 'bcm2836' | 'bcm2837' | 'bcm2711';

export interface ModelPiOptions {
  readonly soc?: Soc;
  /** Hexadecimal, as /proc/cpuinfo has it. */
  readonly revision?: string;
  /** Device files that this machine does not have. */
  readonly missing?: readonly string[];
}

/** A Raspberry Pi Zero W, unless another board is asked for: its hardware is a process, its memory a file. */
export class ModelPi {
  readonly dir: string = mkdtempSync(join(tmpdir(), 'garland-wire-'));
  /** For programs that are to run on it. */
  readonly env: Readonly<Record<string, string>>;
  #hardware: ChildProcess | undefined;

  private constructor({ revision = '9000c1', missing = [] }: ModelPiOptions) {
    this.env = {
      WIRE_DIR: this.dir,
      WIRE_MISSING: missing.join(':'),
      LD_PRELOAD: join(MODEL_FOLDER, 'preload.so'),
    };
    this.setRevision(revision);
  }

  static async start(options: ModelPiOptions = {}): Promise<ModelPi> {
    if (!existsSync(join(MODEL_FOLDER, 'hardware')))
      throw new Error('the model is not built: npm run test:wire');
    const machine = new ModelPi(options);
    await machine.#powerUp(options.soc ?? 'bcm2835');
    return machine;
  }

  /** What the board says it is: the file that 32-bit programs read, and the one that 64-bit programs do. */
  setRevision(revision: string): void {
    writeFileSync(
      join(this.dir, 'cpuinfo'),
      `processor\t: 0\nmodel name\t: ARMv6-compatible processor rev 7 (v6l)\n\nHardware\t: BCM2835\nRevision\t: ${revision}\n` +
        'Serial\t\t: 0000000000000000\nModel\t\t: Raspberry Pi\n',
    );
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(Number.parseInt(revision, 16));
    writeFileSync(join(this.dir, 'revision'), bytes);
  }

  /** What has happened so far. */
  get record(): HardwareRecord {
    return HardwareRecord.read(join(this.dir, 'record'));
  }

  /** Addresses below 4 GiB that the addon unmapped, though nothing of its own was there. */
  get strayUnmaps(): string[] {
    const file = join(this.dir, 'strays');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** Waits until the record is as it should be. */
  async waitForRecord(
    what: string,
    isSo: (record: HardwareRecord) => boolean,
    deadlineMs = 10_000,
  ): Promise<HardwareRecord> {
    for (const startedMs = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const { record } = this;
      if (isSo(record)) return record;
      if (Date.now() - startedMs > deadlineMs) throw new Error(`${what}: not within ${deadlineMs} ms`);
    }
  }

  /** The DMA controller reports an error from now on, and does nothing more. */
  breakDma(): void {
    this.#hardware?.kill('SIGUSR1');
  }

  /** A program that is to hang at a moment of its own stops this process. */
  get hardwarePid(): number | undefined {
    return this.#hardware?.pid;
  }

  /** The hardware hangs: what waits for it waits for ever. */
  stopHardware(): void {
    this.#hardware?.kill('SIGSTOP');
  }

  resumeHardware(): void {
    this.#hardware?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    this.resumeHardware();
    if (this.#hardware?.exitCode === null) {
      this.#hardware.kill();
      await once(this.#hardware, 'exit');
    }
    rmSync(this.dir, { recursive: true });
  }

  async #powerUp(soc: Soc): Promise<void> {
    this.#hardware = spawn(join(MODEL_FOLDER, 'hardware'), [this.dir, soc], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(this.#hardware.stdout!, 'data');
  }
}
