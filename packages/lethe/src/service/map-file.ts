import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LetheError } from '../errors.ts';
import { codeOf, replaceFile } from '../evidence/durable-file.ts';
import { type DataMap, mapOf, outlineKinds } from '../map/data-map.ts';
import { driftOf } from '../map/drift.ts';
import type { CheckFinding } from '../map/finding.ts';
import { mapText } from '../map/map-text.ts';
import { introspect } from '../postgres/introspect.ts';
import type { Schema } from '../schema/graph.ts';
import type { Lethe } from './lethe.ts';

type Opened = Pick<Lethe, 'loaded' | 'database'>;

/** Beside the configuration it is made from. */
export function mapFileOf({ loaded }: Pick<Lethe, 'loaded'>): string {
  return join(dirname(loaded.file), 'lethe.map');
}

/** What the file holds; null where there is none. */
export async function readMapFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw new LetheError('USAGE', `${file} cannot be read`, { cause });
  }
}

export async function liveSchema({ database, loaded }: Opened): Promise<Schema> {
  return database.use((client) => introspect(client, { schemas: loaded.store.config.schemas }));
}

export interface WrittenMapFile {
  readonly file: string;
  readonly map: DataMap;
  /** How the file differed before. */
  readonly changes: readonly CheckFinding[];
}

/** Makes the map of now, and puts it where the reviewed one is. Writes no other file, and nothing to the database. */
export async function writeMapFile(lethe: Opened): Promise<WrittenMapFile> {
  const schema = await liveSchema(lethe);
  lethe.loaded.checkAgainst(schema);
  const map = mapOf(schema, outlineKinds(schema, lethe.loaded.config));
  const file = mapFileOf(lethe);
  const changes = driftOf(await readMapFile(file), map);
  if (changes.length > 0) await replaceMap(file, mapText(map));
  return { file, map, changes };
}

async function replaceMap(file: string, text: string): Promise<void> {
  await replaceFile(file, text).catch((cause: unknown) => {
    throw new LetheError('USAGE', `${file} cannot be written (${codeOf(cause) ?? 'unknown'})`, { cause });
  });
}
