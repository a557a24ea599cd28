import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import jsqr from 'jsqr';
import { runGarland } from './run-garland.ts';
import { TokenFixture } from './token-fixture.ts';

/** The package's types say that this is its default export; as CommonJS it is one level deeper. */
const jsQR: typeof jsqr.default = (jsqr as unknown as typeof jsqr).default;

describe('token create --qr', () => {
  /** Of two modules in one character, by the glyph: whether the upper and the lower are dark. */
  const DARK: Readonly<Record<string, readonly [boolean, boolean]>> = {
    ' ': [false, false],
    '▄': [false, true],
    '▀': [true, false],
    '█': [true, true],
  };

  /** What a phone's camera would read, by a decoder that has nothing to do with what drew it. */
  function scan(screen: string): string | undefined {
    const rows = screen
      .split('\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with them
      .flatMap((line) => /\x1b\[38;5;16;48;5;231m([ ▄▀█]+)\x1b\[0m/.exec(line)?.[1] ?? [])
      .flatMap((line) => [0, 1].map((half) => [...line].map((glyph) => DARK[glyph]?.[half] === true)));
    const scale = 4;
    const width = (rows[0]?.length ?? 0) * scale;
    const height = rows.length * scale;
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        pixels.fill(
          rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 0 : 255,
          4 * (y * width + x),
          4 * (y * width + x) + 4,
        );
    for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
    return jsQR(pixels, width, height)?.data;
  }

  it('draws the token that it prints, in a terminal of 80 columns', async () => {
    const folder = new TokenFixture();
    const words = ['token', 'create', 'phone', '--allow', 'twinkle,off', '--qr', '--dir', folder.dir];
    const { stdout, stderr } = await runGarland(words, { terminal: { columns: 80, rows: 60 } });
    const token = stdout.trim();
    assert.match(token, /^\S+\.\S+\.\S+$/);
    assert.equal(scan(stderr), token);
    assert.equal(folder.verificationResult(token), 'accepted');
  });

  for (const [title, terminal] of [
    ['narrow', { columns: 60, rows: 60 }],
    ['low', { columns: 80, rows: 24 }],
  ] as const) {
    it(`draws nothing that a camera cannot see at once in a ${title} terminal, and the token is not lost`, async () => {
      const folder = new TokenFixture();
      const words = ['token', 'create', 'phone', '--qr', '--dir', folder.dir];
      const { stdout, stderr } = await runGarland(words, { terminal });
      const [, columns, rows] =
        /The QR code needs (\d+) columns and (\d+) rows, but this terminal has (?:60 and 60|80 and 24)\. Enlarge/.exec(
          stderr,
        ) ?? [];
      assert.doesNotMatch(stderr, /[▄▀█]/);
      assert.match(stdout, /^\S+\.\S+\.\S+\n$/);
      const large = { columns: Number(columns), rows: Number(rows) };
      assert.match((await runGarland(words, { terminal: large })).stderr, /[▄▀█]/);
      const low = { ...large, rows: large.rows - 1 };
      assert.doesNotMatch((await runGarland(words, { terminal: low })).stderr, /[▄▀█]/);
    });
  }
});
