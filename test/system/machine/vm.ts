import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Container } from './container.ts';
import { ROOTFS } from './rootfs.ts';
import { type CompletedProgram, outputOrThrow } from './run-program.ts';
import { type TestMachine, waitUntil } from './test-machine.ts';

const IMAGE_SIZE = '1G';
const MEMORY_MB = 512;
const BOOT_DEADLINE_MS = 240_000;
/** Longer than any script says nothing, on a machine that is busy with something else. */
const IDLE_TIMEOUT_MS = 180_000;
/** QEMU takes connections for a machine that does not listen yet. */
const BOOT_IDLE_TIMEOUT_MS = 30_000;
/** A port of the machine is found here, at a number that much higher. */
const PORT_SHIFT = 10_000;
const SHELL_PORT = 2222;
/** QEMU's own network, in which it is the home network. */
const GUEST_ADDRESS = '10.0.2.15';
const HOST_ADDRESS = '10.0.2.2';

const KERNEL_OPTIONS: readonly string[] = [
  ...['root=/dev/nvme0n1', 'rw', 'console=ttyS0', 'quiet', 'panic=-1', 'mitigations=off', 'net.ifnames=0'],
];
/** Units that a machine without logins and pluggable devices does not need; they are half of its boot time. */
const MASKED_UNITS: readonly string[] = [
  ...['systemd-udevd.service', 'systemd-udev-trigger.service', 'systemd-logind.service'],
  ...[
    'getty.target',
    'serial-getty@ttyS0.service',
    'kmod-static-nodes.service',
    'systemd-random-seed.service',
  ],
  ...['configfs', 'fuse', 'efi_pstore'].map((module) => `modprobe@${module}.service`),
  ...['dev-hugepages.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount'],
];

/** What the machine needs beside what it tests: a network card, and a shell for the test. */
const UNITS: Readonly<Record<string, string>> = {
  'test-network.service': `[Unit]
DefaultDependencies=no
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=/sbin/modprobe virtio_net
ExecStart=/bin/sh -c 'until ip link set eth0 up; do sleep 0.1; done'
ExecStart=/sbin/ip address add ${GUEST_ADDRESS}/24 dev eth0
ExecStart=/sbin/ip route add default via ${HOST_ADDRESS}
[Install]
WantedBy=sysinit.target
`,
  'test-shell.socket': `[Socket]
ListenStream=${SHELL_PORT}
Accept=yes
[Install]
WantedBy=sockets.target
`,
  'test-shell@.service': `[Service]
ExecStart=-/bin/sh
StandardInput=socket
StandardOutput=socket
StandardError=null
`,
};

/**
 * A whole machine with a kernel of its own, emulated: what a container installed, booted from a disk. Slow, about like a
 * Pi Zero; it needs no hardware support.
 */
export class Vm implements TestMachine {
  readonly hostAddress: string = HOST_ADDRESS;
  readonly #folder: string;
  #qemu: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes over what is in a container; it is shut down for that. */
  static async boot(container: Container, ports: readonly number[]): Promise<Vm> {
    const vm = new Vm(mkdtempSync(join(tmpdir(), 'garland-vm-')));
    for (const [name, text] of Object.entries(UNITS)) {
      const path = container.path(`/etc/systemd/system/${name}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    await container.run('systemctl enable test-network.service test-shell.socket');
    await container.stop();
    await outputOrThrow('mke2fs', ['-q', '-t', 'ext4', '-d', container.path('/'), vm.#image, IMAGE_SIZE]);
    await vm.#start(ports);
    return vm;
  }

  /** Turns it off at once, so that what its kernel has not written to the disk is lost, and boots it again. */
  async cutPower(ports: readonly number[]): Promise<void> {
    await this.#kill();
    await this.#start(ports);
  }

  async run(script: string, silenceMs: number = IDLE_TIMEOUT_MS): Promise<CompletedProgram> {
    const socket = connect(this.addressOf(SHELL_PORT));
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('error', () => {});
    socket.write(
      `(\n${script}\n) </dev/null 2>/run/test-errors; printf '\\0%s\\0' $?; cat /run/test-errors; exit\n`,
    );
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    const [stdout = '', code = '1', stderr = ''] = Buffer.concat(chunks).toString().split('\0');
    return { code: Number(code), stdout, stderr, ending: `ended with ${code}` };
  }

  addressOf(port: number): { host: string; port: number } {
    return { host: '127.0.0.1', port: port + PORT_SHIFT };
  }

  async close(): Promise<void> {
    await this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kill(): Promise<void> {
    if (this.#qemu?.exitCode !== null) return;
    const ended = once(this.#qemu, 'exit');
    this.#qemu.kill('SIGKILL');
    await ended;
  }

  get #image(): string {
    return join(this.#folder, 'disk.ext4');
  }

  async #start(ports: readonly number[]): Promise<void> {
    const qemu = spawn('qemu-system-x86_64', qemuArgs(this.#image, ports), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#qemu = qemu;
    let said = '';
    for (const stream of [qemu.stdout, qemu.stderr])
      stream.on('data', (text) => {
        said += String(text);
      });
    await waitUntil(
      'the virtual machine has booted',
      async () => {
        if (qemu.exitCode !== null) throw new Error(`qemu ended: ${said}`);
        const { stdout } = await this.run('systemctl is-system-running --wait', BOOT_IDLE_TIMEOUT_MS);
        return /running|degraded/.test(stdout);
      },
      BOOT_DEADLINE_MS,
    ).catch((error: Error) => {
      throw new Error(`${error.message}. Its console says:\n${said}`);
    });
  }
}

/** QEMU's arguments: a machine with a disk, a network card and nothing that would have to be probed. */
function qemuArgs(image: string, ports: readonly number[]): readonly string[] {
  const forwards = [SHELL_PORT, ...ports].map(
    (port) => `,hostfwd=tcp:127.0.0.1:${port + PORT_SHIFT}-:${port}`,
  );
  return [
    // Without CMPXCHG16B: where QEMU 7.2 emulates it, kernels end in a double fault now and then.
    ...['-accel', 'tcg,tb-size=128', '-cpu', 'qemu64,-cx16', '-m', String(MEMORY_MB), '-no-reboot'],
    ...['-nodefaults', '-display', 'none', '-serial', 'stdio'],
    ...[
      '-kernel',
      kernelPath(),
      '-append',
      [...KERNEL_OPTIONS, ...MASKED_UNITS.map((unit) => `systemd.mask=${unit}`)].join(' '),
    ],
    ...['-drive', `file=${image},format=raw,if=none,id=disk`, '-device', 'nvme,serial=1,drive=disk'],
    ...['-nic', `user,model=virtio-net-pci${forwards.join('')}`],
  ];
}

function kernelPath(): string {
  const name = readdirSync(join(ROOTFS, 'boot')).find((candidate) => candidate.startsWith('vmlinuz-'));
  if (!name) throw new Error(`there is no kernel in ${ROOTFS}`);
  return join(ROOTFS, 'boot', name);
}
