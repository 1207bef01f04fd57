import type { DeleteAction, Reference, Schema, Table } from '../schema/graph.ts';
import { seeded } from './random.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from './sample-schema.ts';

export interface LargeSchema {
  readonly tables: number;
  readonly seed?: number;
}

/** The subject's table in it, for a tenant and for a person. */
export const largeRoots = { tenant: 'app.organizations', person: 'app.users' } as const;

/**
 * A schema of a product that has grown: an organization's data in modules of 25 tables, which hang from each other in
 * deep chains and by two or three paths at once. Many tables name their organization; in every third module only the
 * first does. About 3.5 references a table:
 * most NO ACTION or RESTRICT, some CASCADE or SET NULL; authors in `users`; lookups that belong to nobody; tables that
 * refer to themselves, and circles that a nullable column closes. The same for the same seed.
 */
export function largeSchema({ tables: count, seed = 1 }: LargeSchema): Schema {
  const random = chances(seed);
  const tables: Draft[] = [draft('app.organizations'), draft('app.users')];
  const lookups = Array.from({ length: Math.ceil(count / 50) }, (_, at) => draft(`app.lookup_${at}`));
  tables.push(...lookups);
  for (let module = 0; tables.length < count; module += 1) {
    const made: Draft[] = [];
    const size = Math.min(25, count - tables.length);
    for (let at = 0; at < size; at += 1) made.push(member({ module, at, made, before: tables, lookups, random }));
    closeCircles(made, random);
    tables.push(...made);
  }
  return sampleSchema(tables.map(tableOf));
}

interface Draft {
  readonly name: string;
  readonly references: { column: string; to: string; nullable: boolean; onDelete: DeleteAction }[];
}

interface Membership {
  readonly module: number;
  readonly at: number;
  readonly made: readonly Draft[];
  readonly before: readonly Draft[];
  readonly lookups: readonly Draft[];
  readonly random: Chances;
}

function draft(name: string): Draft {
  return { name, references: [] };
}

function member({ module, at, made, before, lookups, random }: Membership): Draft {
  const table = draft(`app.m${module}_t${at}`);
  const refer = (to: string, onDelete: DeleteAction, nullable = onDelete === 'set null'): void => {
    table.references.push({ column: `r${table.references.length}`, to, nullable, onDelete });
  };
  const bound = (): DeleteAction => random.pick(['no action', 'no action', 'restrict', 'cascade', 'cascade']);
  const deep = module % 3 === 2;
  if (at === 0 || (!deep && random.chance(0.6))) refer(largeRoots.tenant, at === 0 ? 'restrict' : bound());
  // The one before, so that chains grow deep, and others of the module: several paths to one ancestor.
  const previous = made.at(-1 - random.below(3));
  if (previous !== undefined) refer(previous.name, bound());
  while (made.length > 2 && table.references.length < 4 && random.chance(0.5)) {
    refer(random.pick(made).name, bound());
  }
  const elsewhere = before.filter(({ name }) => name.startsWith('app.m'));
  if (elsewhere.length > 0 && random.chance(0.3)) refer(random.pick(elsewhere).name, bound());
  if (random.chance(0.5)) refer(largeRoots.person, random.pick(['no action', 'set null', 'cascade']));
  if (random.chance(0.4)) refer(random.pick(lookups).name, 'no action');
  if (random.chance(0.1)) refer(table.name, random.pick(['set null', 'cascade']), true);
  return table;
}

/** Earlier tables of a module point at later ones: a `last_message_id`. */
function closeCircles(made: readonly Draft[], random: Chances): void {
  for (const [at, table] of made.entries()) {
    const later = made.slice(at + 1);
    if (later.length === 0 || !random.chance(0.15)) continue;
    const column = `r${table.references.length}`;
    table.references.push({ column, to: random.pick(later).name, nullable: true, onDelete: 'set null' });
  }
}

function tableOf({ name, references }: Draft): Table {
  const short = name.slice(name.indexOf('.') + 1);
  return sampleTable(name, {
    columns: [
      sampleColumn('id', { nullable: false }),
      ...references.map(({ column, nullable }) => sampleColumn(column, { nullable })),
      sampleColumn('note', { type: 'text', category: 'S' }),
    ],
    references: references.map(({ column, to, onDelete }): Reference => {
      const key = `${short}_${column}_fkey`;
      return sampleReference(name, column, to, { name: key, onDelete, index: `${short}_${column}_idx` });
    }),
  });
}

interface Chances {
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(of: readonly T[]): T;
}

function chances(seed: number): Chances {
  const next = seeded(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (p) => next() < p,
    pick: (of) => {
      const [picked] = of.slice(below(of.length));
      if (picked === undefined) throw new Error('bug: nothing to pick from');
      return picked;
    },
  };
}
