import { join } from 'node:path';
import type { TokenFolder } from '../tokens/token-folder.ts';
import type { DemoOptions } from './demo-options.ts';

export function driverToml(folder: string, { pixels, animation }: DemoOptions): string {
  return `# Garland's demo. A real tree is configured the same way, with kind = "ws281x" and a power budget.
[strip]
pixels = ${pixels}

[output]
kind = "simulator"

[light]
animation = ${toTomlString(animation)}

[paths]
runtime_dir = ${toTomlString(join(folder, 'run'))}
state_dir = ${toTomlString(join(folder, 'state'))}
`;
}

export function gatewayToml(remoteSocket: string, tokens: TokenFolder, port: number): string {
  return `# Garland's demo: plain HTTP, which the gateway allows on loopback only.
[listen]
host = "127.0.0.1"
port = ${port}

[tokens]
public_key = ${toTomlString(tokens.publicKey)}
registry = ${toTomlString(tokens.registry)}

[driver]
socket = ${toTomlString(remoteSocket)}
`;
}

/** A basic TOML string is escaped as a JSON string is. */
function toTomlString(text: string): string {
  return JSON.stringify(text);
}
