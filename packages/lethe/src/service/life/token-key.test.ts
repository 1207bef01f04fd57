import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFolder } from '../../testing/test-folder.ts';
import { openTokenKey } from './token-key.ts';

describe('the key of mailed tokens', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await testFolder();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is made once, for its owner only, also by two at the same time', async () => {
    const keysDir = join(folder, 'made');
    const [one, two] = await Promise.all([openTokenKey({ keysDir }), openTokenKey({ keysDir })]);
    const again = await openTokenKey({ keysDir });
    expect(new Set([one, two, again].map(({ secrets }) => secrets.linkOf('tok_1'))).size).toBe(1);
    expect((await stat(join(keysDir, 'token.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(keysDir, 'token.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('is refused where others may read it, or where it is none', async () => {
    const keysDir = join(folder, 'wrong');
    await openTokenKey({ keysDir });
    const file = join(keysDir, 'token.key');
    await chmod(file, 0o644);
    await expect(openTokenKey({ keysDir })).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await chmod(file, 0o600);
    await writeFile(file, 'short\n');
    await expect(openTokenKey({ keysDir })).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
