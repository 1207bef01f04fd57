import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { formatNote, verifyNote } from '../verify/signed-note.ts';
import { createSigningKey, exportVerifierKey, openSigningKey, readSigningKey } from './signing-key.ts';

const root = await mkdtemp(join(tmpdir(), 'lethe-keys-'));
afterAll(() => rm(root, { recursive: true }));
let files = 0;
const newPath = () => join(root, `${files++}`);

const text = 'A text.\n';

describe('a signing key', () => {
  test('signs notes that its vkey verifies, now and when read again', async () => {
    const file = newPath();
    const made = await createSigningKey(file, 'acme.example/lethe');
    const read = await readSigningKey(file);
    expect({ ...read, sign: undefined }).toEqual({ ...made, sign: undefined });
    for (const key of [made, read]) {
      expect(verifyNote(formatNote(text, [key.sign(text)]), [made.vkey])).toMatchObject({
        ok: true,
        signers: [{ name: 'acme.example/lethe', keyId: made.keyId }],
      });
    }
  });

  test('reads a key made by another implementation', async () => {
    // The key pair in the documentation of golang.org/x/mod/sumdb/note.
    const file = newPath();
    const line = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
    await writeFile(file, `${line}\n`, { mode: 0o600 });
    const key = await readSigningKey(file);
    expect(key.vkey).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  });

  test('lies in a file for its owner only and is never replaced', async () => {
    const file = join(newPath(), 'deep', 'signing.key');
    const { keyId } = await createSigningKey(file, 'a');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(file, '..'))).toEqual(['signing.key']);
    await expect(createSigningKey(file, 'b')).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringContaining('is there already'),
    });
    expect((await readSigningKey(file)).keyId).toBe(keyId);
  });

  test('is made once in the data folder, by however many start at once', async () => {
    const dataDir = newPath();
    const keys = await Promise.all(Array.from({ length: 8 }, () => openSigningKey({ dataDir, name: 'dev' })));
    expect(new Set(keys.map(({ vkey }) => vkey)).size).toBe(1);
    expect((await openSigningKey({ dataDir, name: 'other' })).vkey).toBe(keys[0]?.vkey);
    expect(await readdir(join(dataDir, 'keys'))).toEqual(['signing.key']);
  });

  test('is never made where a setting names its file', async () => {
    const file = newPath();
    await expect(openSigningKey({ file, dataDir: newPath(), name: 'a' })).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: `The key file ${file} cannot be read (ENOENT).`,
    });
    const { vkey } = await createSigningKey(file, 'a');
    expect((await openSigningKey({ file, dataDir: newPath(), name: 'b' })).vkey).toBe(vkey);
  });

  test.each([0o644, 0o640, 0o620, 0o604, 0o601])('is refused with mode %o, also behind a link', async (mode) => {
    const file = newPath();
    await createSigningKey(file, 'a');
    await chmod(file, mode);
    await symlink(file, `${file}.link`);
    for (const path of [file, `${file}.link`]) {
      await expect(readSigningKey(path)).rejects.toMatchObject({
        code: 'KEY_INVALID',
        message: expect.stringContaining('others can read or change it'),
      });
    }
    await chmod(file, 0o400);
    expect((await readSigningKey(file)).name).toBe('a');
  });

  test('is refused when any character of its file is another, and the message does not repeat it', async () => {
    const file = newPath();
    await createSigningKey(file, 'acme');
    const line = (await readFile(file, 'utf8')).trimEnd();
    for (let at = 0; at < line.length; at += 1) {
      const other = line[at] === 'A' ? 'B' : 'A';
      await writeFile(file, `${line.slice(0, at)}${other}${line.slice(at + 1)}\n`);
      const refusal = await readSigningKey(file).then(
        () => 'read',
        (error: unknown) => String(error),
      );
      expect(refusal, `character ${at}`).toContain('holds no signing key');
      expect(refusal).not.toContain(line.slice(-20));
    }
    for (const content of ['', '-----BEGIN PRIVATE KEY-----\n', `${line}\n${line}\n`]) {
      await writeFile(file, content);
      await expect(readSigningKey(file)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    }
  });

  test('cannot have a name that a note cannot hold', async () => {
    for (const name of ['', 'a b', 'a+b', 'a\n']) {
      await expect(createSigningKey(newPath(), name)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    }
  });

  test('exports its public half, again without a change, and never over another key', async () => {
    const key = await createSigningKey(newPath(), 'a');
    const other = await createSigningKey(newPath(), 'a');
    const file = join(newPath(), 'lethe.vkey');
    await exportVerifierKey(key, file);
    await exportVerifierKey(key, file);
    expect(await readFile(file, 'utf8')).toBe(`${key.vkey}\n`);
    await expect(exportVerifierKey(other, file)).rejects.toThrow('holds another key');
    await expect(exportVerifierKey(key, join(file, 'x'))).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await expect(openSigningKey({ dataDir: file, name: 'a' })).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
