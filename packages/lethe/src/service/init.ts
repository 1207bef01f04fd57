import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetheError } from '../errors.ts';
import { mapOf, outlineKinds } from '../map/data-map.ts';
import { mapText } from '../map/map-text.ts';
import { type Database, openDatabase } from '../postgres/connection.ts';
import { measure } from '../postgres/evidence.ts';
import { introspect } from '../postgres/introspect.ts';
import { applicationSchemas } from '../postgres/statements/application-schemas.ts';
import { configText, linkOffers, type Offer, offersOf } from '../propose/config-text.ts';
import type { Proposals } from '../propose/draft.ts';
import { evidenceOf, type KnownAnswers } from '../propose/evidence.ts';
import { type Asked, propose } from '../propose/propose.ts';
import type { Schema } from '../schema/graph.ts';
import { schemaModule } from '../schema/module.ts';
import { askedColumn, askedSubject } from './ask-subject.ts';
import { loadConfig } from './load-config.ts';

export interface InitOptions {
  readonly url: string;
  /** Name of the environment variable that the configuration will read the URL from. */
  readonly urlFrom: string;
  /** `[schema.]table=kind` */
  readonly subjects: readonly string[];
  /** `column=kind` */
  readonly subjectColumns: readonly string[];
  /** Empty: all that hold tables of the application. */
  readonly schemas: readonly string[];
  readonly out: string;
  /** All that is proposed, none of it, or what is chosen. */
  readonly accept: boolean | Choose;
}

/** Looks at what is proposed, and answers what of it to take. */
export type Choose = (offers: readonly Offer[]) => Promise<ReadonlySet<Offer>>;

export interface InitResult {
  readonly proposals: Proposals;
  readonly schema: Schema;
  readonly files: readonly string[];
}

const configFile = 'lethe.config.ts';

/** Reads a database that nobody has described, and writes a configuration for it. Writes nothing to the database. */
export async function init(options: InitOptions): Promise<InitResult> {
  const { out, urlFrom, accept } = options;
  if (existsSync(join(out, configFile))) {
    throw new LetheError('CONFIG_EXISTS', `${join(out, configFile)} is there already`);
  }
  const database = openDatabase({ url: options.url, label: 'lethe', connections: 3 });
  try {
    const schemas = options.schemas.length > 0 ? options.schemas : await schemasOf(database);
    const schema = await database.use((client) => introspect(client, { schemas: [...schemas] }));
    const subjects = [
      ...options.subjects.map((text) => askedSubject(text, schema)),
      ...options.subjectColumns.map((text) => askedColumn(text, schema)),
    ];
    const { proposals, taken } = await agree(database, { schema, schemas, subjects }, accept);
    const files = await write(out, {
      [configFile]: configText(proposals, { urlFrom, accept: taken }),
      'schema.ts': schemaModule(schema, 'lethe init'),
    });
    return {
      proposals,
      schema,
      files: [...files, ...(await write(out, { 'lethe.map': await mapOfFile(out, schema) }))],
    };
  } finally {
    await database.close();
  }
}

interface Agreed {
  readonly proposals: Proposals;
  readonly taken: (offer: Offer) => boolean;
}

/** Links first: what becomes of a table follows from those that were taken. */
async function agree(database: Database, asked: Asked, accept: boolean | Choose): Promise<Agreed> {
  const first = await proposeFrom(database, asked);
  if (typeof accept === 'boolean') return { proposals: first, taken: () => accept };
  const links = linkOffers(first.links);
  const taken = new Set([...(await accept(links.map(({ offer }) => offer)))].map(nameOfOffer));
  const isTaken = (offer: Offer): boolean => taken.has(nameOfOffer(offer));
  const refused = links.filter(({ offer }) => !isTaken(offer)).flatMap((each) => each.links);
  const second = await proposeFrom(database, { ...asked, refused });
  const others = await accept(offersOf(second).filter((offer) => !isTaken(offer)));
  for (const offer of others) taken.add(nameOfOffer(offer));
  return { proposals: { ...second, links: [...second.links, ...refused] }, taken: isTaken };
}

const nameOfOffer = ({ part, code }: Offer): string => `${part}\0${code}`;

/** Of what was written, read as any other command reads it. */
async function mapOfFile(folder: string, schema: Schema): Promise<string> {
  const loaded = await loadConfig(folder, folder);
  loaded.checkAgainst(schema);
  return mapText(mapOf(schema, outlineKinds(schema, loaded.config)));
}

async function schemasOf(database: Database): Promise<readonly string[]> {
  const { rows } = await database.use((client) => client.query<{ name: string }>(applicationSchemas));
  if (rows.length > 0) return rows.map(({ name }) => name);
  throw new LetheError('USAGE', 'the database has no tables that this role may see');
}

// Each round asks what the answers of the last one made worth asking.
const mostRounds = 12;

/** Asks the rows as long as there is something left to ask. */
async function proposeFrom(database: Database, asked: Asked): Promise<Proposals> {
  const known: KnownAnswers = new Map();
  const answers = new Map(known);
  for (let round = 1; ; round += 1) {
    const evidence = evidenceOf(answers);
    const proposals = propose(asked, evidence);
    if (evidence.open.size === 0) return proposals;
    if (round === mostRounds) throw new Error('bug: proposing asks again and again');
    for (const [name, answer] of await measure(database, asked.schema, [...evidence.open.values()])) {
      answers.set(name, answer);
    }
  }
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return Object.keys(files).map((name) => join(folder, name));
}
