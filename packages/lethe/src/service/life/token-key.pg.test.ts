import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type DeskCase, deskCase } from '../../../test/desk/desk-case.ts';
import { testFolder } from '../../testing/test-folder.ts';
import { commandLine } from '../backend/keys.ts';
import { openLethe } from '../lethe.ts';
import { openBackend } from '../open-backend.ts';
import { serve } from '../serve.ts';
import { openLife } from './life.ts';

const admin = { url: inject('postgresUrl') };

/** As on another machine: the same database, files of its own. */
async function machine(desk: DeskCase) {
  const dataDir = await testFolder();
  const env = { LETHE_DATA_DIR: dataDir, LETHE_SMTP_URL: 'smtp://127.0.0.1:1', PORT: '0' };
  const config = desk.lethe.loaded.file;
  const lethe = await openLethe({ config, databaseUrl: desk.url, env, cwd: dataDir });
  return {
    lethe,
    keyFile: join(dataDir, 'keys', 'token.key'),
    async [Symbol.asyncDispose]() {
      await lethe[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const ours = (desk: DeskCase): string => join(desk.dataDir, 'keys', 'token.key');

describe('a machine without the key that links are mailed with', () => {
  it('neither works nor answers, and makes no key of its own', async () => {
    await using desk = await deskCase(admin);
    await using other = await machine(desk);
    const refused = { code: 'KEY_INVALID', message: expect.stringContaining('Copy token.key') };
    await expect(openLife(other.lethe)).rejects.toMatchObject(refused);
    await expect(serve(other.lethe, {})).rejects.toMatchObject(refused);
    await expect(readFile(other.keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('may do what needs no link, and is told when something does', async () => {
    await using desk = await deskCase(admin);
    await using other = await machine(desk);
    await using backend = await openBackend(other.lethe);
    const key = { name: 'desk', scopes: ['request:read'] as const, tenant: null, expiresInDays: null };
    expect((await backend.keys.create(commandLine, key)).secret).toMatch(/^lethe_key_/);
    const wish = { subject: 'account:1', exportsNeeded: false, onBehalfOf: null };
    await expect(backend.requests.receive(commandLine, wish)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    expect(await desk.count('lethe.requests')).toBe(0);
  });

  it('works once the key is copied there, and not with another one', async () => {
    await using desk = await deskCase(admin);
    await using other = await machine(desk);
    await using first = await deskCase(admin);
    await using stranger = await machine(desk);
    for (const { keyFile } of [other, stranger]) await mkdir(join(keyFile, '..'), { recursive: true, mode: 0o700 });
    await copyFile(ours(first), stranger.keyFile);
    await expect(openLife(stranger.lethe)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await copyFile(ours(desk), other.keyFile);
    const life = await openLife(other.lethe);
    expect(life.secrets.linkOf('tok_1')).toBe(desk.life.secrets.linkOf('tok_1'));
  });

  it('is told apart by a fingerprint: the key is not in the database', async () => {
    await using desk = await deskCase(admin);
    const key = (await readFile(ours(desk), 'utf8')).trim();
    const { rows } = await desk.client.query<{ fingerprint: string }>('select * from lethe.token_key');
    expect(rows).toEqual([expect.objectContaining({ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })]);
    expect(key).not.toContain(rows[0]?.fingerprint);
  });
});
