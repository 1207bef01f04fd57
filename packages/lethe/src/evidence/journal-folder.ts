import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../canonical-json.ts';
import { LetheError } from '../errors.ts';
import { codeOf, makePrivateFolder, putIfAbsent, unfinishedPrefix } from './durable-file.ts';
import type { Journal, JournalEntry, JournalFacts } from './journal.ts';
import { formatJournalEntry, isJournalEntry, parseJournalEntry } from './journal-entry.ts';

/** `<run>.intent` and `<run>.done`: the name is what makes a second entry impossible. */
const entryName = /^(run_[0-9A-Za-z_-]{1,64})\.(intent|done)$/u;

/**
 * A journal in a folder, one file an entry. With `create` a missing folder is made (development); without, it is an
 * error: a disk that was not mounted must not pass for a journal without entries.
 */
export async function openJournalFolder(
  folder: string,
  { create = false }: { readonly create?: boolean } = {},
): Promise<Journal> {
  if (create) await unwritable(folder, () => makePrivateFolder(folder));
  await list(folder);
  return {
    intent: async (facts) => put(folder, entryOf('intent', facts)),
    done: async (facts) => {
      const entry = entryOf('done', facts);
      const intent = await readIfThere(folder, nameOf({ ...entry, entry: 'intent' }));
      if (intent === undefined) throw conflict(entry, 'there is no intent of this run');
      if (!sameRun(intent, entry)) throw conflict(entry, 'the intent of this run names another subject or plan');
      await put(folder, entry);
    },
    entries: () => entries(folder),
  };
}

async function put(folder: string, entry: JournalEntry): Promise<void> {
  const name = nameOf(entry);
  const outcome = await unwritable(folder, () => putIfAbsent(join(folder, name), formatJournalEntry(entry), 0o600));
  if (outcome === 'written') return;
  if (!sameRun(await read(folder, name), entry)) throw conflict(entry, 'it names another subject or plan');
}

async function* entries(folder: string): AsyncGenerator<JournalEntry> {
  const names = await list(folder);
  const present = new Set(names);
  for (const name of names) {
    const entry = await read(folder, name);
    if (entry.entry === 'done' && !present.has(nameOf({ ...entry, entry: 'intent' }))) {
      throw damaged(join(folder, name), 'its intent is missing');
    }
    yield entry;
  }
}

/** The names of all entries in order. Anything else in the folder was put there by somebody, and may be a lost entry. */
async function list(folder: string): Promise<string[]> {
  const found = await readdir(folder).catch((cause: unknown) => {
    throw damaged(folder, `the folder cannot be read (${codeOf(cause) ?? 'unknown'})`, cause);
  });
  const names = found.filter((name) => !name.startsWith(unfinishedPrefix));
  for (const name of names) {
    if (!entryName.test(name)) throw damaged(join(folder, name), 'it is no entry of a journal');
  }
  return names
    .map((name) => ({ name, order: orderOf(name) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ name }) => name);
}

function orderOf(name: string): string {
  return name.endsWith('.intent') ? `${name.slice(0, -'intent'.length)}1` : `${name.slice(0, -'done'.length)}2`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

async function read(folder: string, name: string): Promise<JournalEntry> {
  const entry = await readIfThere(folder, name);
  if (entry === undefined) throw damaged(join(folder, name), 'it is gone');
  return entry;
}

async function readIfThere(folder: string, name: string): Promise<JournalEntry | undefined> {
  const file = join(folder, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw damaged(file, `it cannot be read (${codeOf(cause) ?? 'unknown'})`, cause);
  }
  const entry = parseJournalEntry(text);
  if (entry === undefined) throw damaged(file, 'it is torn or altered');
  if (nameOf(entry) !== name) throw damaged(file, `it holds the entry ${nameOf(entry)}`);
  return entry;
}

function entryOf(kind: JournalEntry['entry'], facts: JournalFacts): JournalEntry {
  const entry: JournalEntry = { ...facts, v: 1, entry: kind };
  if (!isJournalEntry(entry)) throw new TypeError('bug: this is no journal entry');
  return entry;
}

function nameOf({ run, entry }: Pick<JournalEntry, 'run' | 'entry'>): string {
  return `${run}.${entry}`;
}

// Everything but the time: a run resumed after a crash writes its entry again, later.
function sameRun(a: JournalEntry, b: JournalEntry): boolean {
  return a.plan === b.plan && canonicalJson(a.subject) === canonicalJson(b.subject);
}

async function unwritable<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const reason = codeOf(cause) ?? 'unknown';
    throw new LetheError('JOURNAL_UNWRITABLE', `The journal folder ${folder} cannot be written (${reason}).`, {
      cause,
    });
  }
}

function conflict({ run, entry }: JournalEntry, why: string): LetheError {
  return new LetheError('JOURNAL_CONFLICT', `The ${entry} of ${run} was not journalled: ${why}.`, { details: { run } });
}

function damaged(file: string, what: string, cause?: unknown): LetheError {
  return new LetheError('JOURNAL_DAMAGED', `The journal is damaged: ${file}: ${what}.`, { cause, details: { file } });
}
