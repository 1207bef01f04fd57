import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { journalContract } from '../testing/journal-contract.ts';
import { openJournalFolder } from './journal-folder.ts';
import { openJournalKey } from './journal-key.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-journal-'));
  folders.push(folder);
  return folder;
}

const facts = {
  run: 'run_1',
  subject: { kind: 'workspace', hmac: 'ab'.repeat(32), hmacKey: '0123abcd' },
  plan: 'cd'.repeat(32),
  at: '2026-03-01T12:00:00.000Z',
};

describe('a journal in a folder', () => {
  const contract = journalContract(async () => {
    const folder = await newFolder();
    return { open: () => openJournalFolder(folder), end: async () => undefined };
  });
  for (const { claim, prove } of contract) test(claim, prove);

  test('makes a missing folder only when asked to, for its owner only', async () => {
    const folder = join(await newFolder(), 'deep', 'journal');
    await expect(openJournalFolder(folder)).rejects.toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringContaining(`${folder}: the folder cannot be read (ENOENT)`),
    });
    const journal = await openJournalFolder(folder, { create: true });
    await journal.intent(facts);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'run_1.intent'))).mode & 0o777).toBe(0o600);
  });

  test('reports a folder that vanished or is a file as unwritable, with the cause', async () => {
    const folder = await newFolder();
    const journal = await openJournalFolder(join(folder, 'j'), { create: true });
    await rm(join(folder, 'j'), { recursive: true });
    await expect(journal.intent(facts)).rejects.toMatchObject({
      code: 'JOURNAL_UNWRITABLE',
      retryable: true,
      message: expect.stringContaining('(ENOENT)'),
    });
    await writeFile(join(folder, 'file'), '');
    await expect(openJournalFolder(join(folder, 'file'), { create: true })).rejects.toMatchObject({
      code: 'JOURNAL_UNWRITABLE',
    });
  });

  test('passes over what a killed writer left unfinished', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, '.unfinished-1'), '{"v":1');
    const journal = await openJournalFolder(folder);
    await journal.intent(facts);
    expect(await Array.fromAsync(journal.entries())).toHaveLength(1);
  });

  test('refuses to open beside a foreign file, and names it', async () => {
    for (const name of ['notes.txt', 'run_1.intent.bak', 'run_1.began', 'lost+found']) {
      const folder = await newFolder();
      await mkdir(join(folder, name));
      await expect(openJournalFolder(folder)).rejects.toMatchObject({
        code: 'JOURNAL_DAMAGED',
        details: { file: join(folder, name) },
      });
    }
  });

  test('finds every entry that was cut short, at whatever length, and every flipped bit', async () => {
    const folder = await newFolder();
    const journal = await openJournalFolder(folder);
    await journal.intent(facts);
    const file = join(folder, 'run_1.intent');
    const whole = await readFile(file);
    const damaged = { code: 'JOURNAL_DAMAGED', details: { file } };
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at] = (whole[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(file, flipped);
      await expect(Array.fromAsync(journal.entries())).rejects.toMatchObject(damaged);
      await writeFile(file, whole.subarray(0, at));
      await expect(Array.fromAsync(journal.entries())).rejects.toMatchObject(damaged);
    }
    await expect(journal.intent(facts)).rejects.toMatchObject(damaged);
    await expect(journal.done(facts)).rejects.toMatchObject(damaged);
  });

  test('finds an entry under the name of another, a done whose intent is lost, and one that is gone', async () => {
    const folder = await newFolder();
    const journal = await openJournalFolder(folder);
    await journal.intent(facts);
    await journal.done(facts);
    await writeFile(join(folder, 'run_2.intent'), await readFile(join(folder, 'run_1.intent')));
    await expect(Array.fromAsync(journal.entries())).rejects.toThrow('run_2.intent: it holds the entry run_1.intent');
    await rm(join(folder, 'run_2.intent'));
    await rm(join(folder, 'run_1.intent'));
    await expect(Array.fromAsync(journal.entries())).rejects.toThrow('run_1.done: its intent is missing');
    await journal.intent(facts);
    const reading = journal.entries()[Symbol.asyncIterator]();
    await reading.next();
    await rm(join(folder, 'run_1.done'));
    await expect(reading.next()).rejects.toThrow('run_1.done: it is gone');
  });

  test('refuses a whole entry of a later version', async () => {
    const folder = await newFolder();
    const { sha256Hex } = await import('../canonical-json.ts');
    const json = '{"v":2}';
    await writeFile(join(folder, 'run_1.intent'), `${json}\nsha256 ${sha256Hex(json)}\n`);
    const journal = await openJournalFolder(folder);
    await expect(Array.fromAsync(journal.entries())).rejects.toThrow('run_1.intent: it is torn or altered');
  });

  test('keeps every acknowledged entry, whole, through 52 kills at random moments', async () => {
    const folder = await newFolder();
    let killed = 0;
    let acknowledged = 0;
    const worker = async (first: number) => {
      for (let round = first; round < 52; round += 4) {
        const acks = await writeAndKill(folder, `run_k${round}x`, Math.random() * 10);
        killed += 1;
        acknowledged += acks.length;
        const names = new Set(await readdir(folder));
        expect(acks.filter((name) => !names.has(name))).toEqual([]);
      }
    };
    await Promise.all([0, 1, 2, 3].map(worker));
    const listed = await Array.fromAsync((await openJournalFolder(folder)).entries());
    expect(killed).toBe(52);
    expect(acknowledged).toBeGreaterThan(52);
    expect(listed.length).toBeGreaterThanOrEqual(acknowledged);
  }, 60_000);
});

/** The names a writing process acknowledged before it was killed, some moment after the first. */
async function writeAndKill(folder: string, prefix: string, afterMs: number): Promise<string[]> {
  const writer = fileURLToPath(new URL('./journal-writer.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [writer, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    output += text;
  });
  const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  expect(signal).toBe('SIGKILL');
  // Behind the last line break there may be half a line, which nobody could have acted on.
  return output.split('\n').slice(0, -1);
}

describe('a journal key', () => {
  test('is made on first use, kept, and readable by its owner only', async () => {
    const file = join(await newFolder(), 'keys', 'journal.key');
    const [first, again] = await Promise.all([openJournalKey(file), openJournalKey(file)]);
    expect(first.id).toBe(again.id);
    expect((await openJournalKey(file)).subject('user', '7')).toEqual(first.subject('user', '7'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('gives other HMACs for other subjects and under other keys, and never the key in clear', async () => {
    const folder = await newFolder();
    const a = await openJournalKey(join(folder, 'a'));
    const b = await openJournalKey(join(folder, 'b'));
    const key = 'ada@example.test';
    const subjects = [
      a.subject('user', key),
      a.subject('user', '8'),
      a.subject('contact', key),
      b.subject('user', key),
    ];
    expect(new Set(subjects.map(({ hmac }) => hmac)).size).toBe(4);
    expect(b.id).not.toBe(a.id);
    expect(JSON.stringify(subjects)).not.toContain('ada@');
    expect(() => a.subject('user', '\ud800')).toThrow('lone surrogate');
  });

  test('is refused when others can read it, and when it is none', async () => {
    const file = join(await newFolder(), 'journal.key');
    await openJournalKey(file);
    await chmod(file, 0o640);
    await expect(openJournalKey(file)).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringContaining('has mode 0640'),
    });
    await chmod(file, 0o600);
    await truncate(file, 20);
    await expect(openJournalKey(file)).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
