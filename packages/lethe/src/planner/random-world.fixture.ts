import { expect } from 'vitest';
import type { Link, Owns, Rule } from '../policy/policy.ts';
import type { DeleteAction, Reference, Schema } from '../schema/graph.ts';
import { holdsFor, parentOf, type Row, type Rows, rowsAhead } from '../testing/rows-in-memory.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { askOf } from './ask.fixture.ts';
import { carryOut } from './carry-out.fixture.ts';
import type { TableHold } from './holds.ts';
import type { Outline } from './plan.ts';

/*
 * Small random schemas with random rows, and a slow search over single rows.
 */

export interface World {
  readonly schema: Schema;
  readonly links: readonly Link[];
  readonly rows: Rows;
}

export type Ownership = 'tenant' | 'person';
export type Tie = Pick<Reference, 'columns' | 'to' | 'toColumns' | 'table'> & {
  readonly onDelete: DeleteAction | null;
  /** What the configuration says instead. */
  readonly said?: Link['onDelete'];
};

export const root = 'app.workspaces';
export const key = ['7'];

export function randomOf(seed: number): {
  below: (n: number) => number;
  chance: (p: number) => boolean;
  pick: <T>(of: readonly T[]) => T;
} {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, chance: (p) => next() < p, pick: (of) => of[below(of.length)] as (typeof of)[number] };
}

export type Random = ReturnType<typeof randomOf>;

export function randomSchema(random: Random, ownership: Ownership): { schema: Schema; links: readonly Link[] } {
  const names = [root, ...['a', 'b', 'c', 'd'].slice(0, 1 + random.below(4)).map((name) => `app.${name}`)];
  const links: Link[] = [];
  const tables = names.map((name, at) => {
    const references: Reference[] = [];
    const columns = [sampleColumn('id', { nullable: false })];
    const ties = at === 0 ? Number(random.chance(0.25)) : 1 + random.below(3);
    for (let tie = 0; tie < ties; tie += 1) {
      const to = at > 0 && tie === 0 ? (names[random.below(at)] ?? root) : random.pick(names);
      const column = `r${tie}`;
      const actions: readonly DeleteAction[] = ['no action', 'cascade', 'set null', 'restrict', 'cascade'];
      const onDelete =
        ownership === 'person' ? random.pick(['cascade', 'cascade', 'set null'] as const) : random.pick(actions);
      const nullable = onDelete === 'set null' || random.chance(at === 0 ? 0.6 : 0.4);
      columns.push(sampleColumn(column, { nullable }));
      if (ownership === 'tenant' && random.chance(0.12)) {
        links.push({ table: name, columns: [column], to, toColumns: ['id'], when: null });
      } else {
        const name_ = `${name}_${column}`;
        references.push(
          sampleReference(name, column, to, { name: name_, onDelete, index: random.chance(0.9) ? name_ : null }),
        );
        const said = nullable ? random.pick(['cascade', 'set null'] as const) : 'cascade';
        if (random.chance(0.12))
          links.push({ table: name, columns: [column], to, toColumns: ['id'], when: null, onDelete: said });
      }
    }
    return sampleTable(name, { columns, references });
  });
  return { schema: sampleSchema(tables), links };
}

/** Tables that each hang from two or three of those before them, and few from the subject itself. */
export function deepSchema(random: Random, ownership: Ownership): Schema {
  const names = [root, ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `app.${name}`)];
  const tables = names.map((name, at) => {
    const above = at < 3 ? [root] : [random.pick(names.slice(1, at)), names[at - 1] ?? root, names[at - 2] ?? root];
    const references = [...new Set(at === 0 ? [] : above)].map((to, tie) => {
      const onDelete = ownership === 'person' ? 'cascade' : random.pick(['cascade', 'no action', 'restrict'] as const);
      const name_ = `${name}_r${tie}`;
      return sampleReference(name, `r${tie}`, to, { name: name_, onDelete, index: name_ });
    });
    const columns = references.map(({ columns: [column = ''] }) =>
      sampleColumn(column, { nullable: at < 3 && random.chance(0.3) }),
    );
    return sampleTable(name, { columns: [sampleColumn('id', { nullable: false }), ...columns], references });
  });
  return sampleSchema(tables);
}

export function tiesOf({ schema, links }: Pick<World, 'schema' | 'links'>, table: string): readonly Tie[] {
  const own = links.filter((link) => link.table === table);
  const declared = (schema.tables[table]?.references ?? []).map((reference) => {
    const said = own.find(({ columns }) => columns.join() === reference.columns.join())?.onDelete;
    return said === undefined ? reference : { ...reference, said };
  });
  const linked = own.filter(({ onDelete }) => onDelete === undefined).map((link) => ({ ...link, onDelete: null }));
  return [...declared, ...linked];
}

export function isBound(schema: Schema, tie: Tie): boolean {
  return schema.tables[tie.table]?.columns.find(({ name }) => name === tie.columns[0])?.nullable === false;
}

/**
 * Rows of tenants 7 and 8, and shared ones. `tidy`: rows refer to rows of their own tenant and to shared ones. All are
 * there before any refers to another, so that circles of NOT NULL references have rows too.
 */
export function randomRows(random: Random, schema: Schema, links: readonly Link[], tidy: boolean): Rows {
  const rows: Rows = new Map(Object.keys(schema.tables).map((name) => [name, []]));
  const home = new Map<Row, string>();
  const add = (table: string, tenant: string, id: string): void => {
    const row: Row = { id };
    home.set(row, tenant);
    rows.get(table)?.push(row);
  };
  for (const tenant of ['7', '8']) add(root, tenant, tenant);
  let id = 100;
  for (const table of [...rows.keys()].filter((name) => name !== root)) {
    for (let round = 0; round < 2; round += 1)
      for (const tenant of ['7', '8', 'shared']) add(table, tenant, String(id++));
  }
  const choose = (tie: Tie, row: Row): string | null => {
    const found = (rows.get(tie.to) ?? []).filter(
      (parent) => !tidy || home.get(parent) === home.get(row) || home.get(parent) === 'shared',
    );
    const wanted = found.length > 0 && (isBound(schema, tie) || random.chance(0.8));
    return wanted ? (random.pick(found)['id'] ?? null) : null;
  };
  for (let before = -1, now = 0; before !== now; before = now, now = [...rows.values()].flat().length) {
    for (const [table, all] of rows) {
      const ties = tiesOf({ schema, links }, table);
      for (const row of all)
        for (const tie of ties) if (!isSettled(tie, row, rows)) row[tie.columns[0] ?? ''] = choose(tie, row);
      const whole = (row: Row): boolean =>
        ties.every((tie) => !isBound(schema, tie) || row[tie.columns[0] ?? ''] !== null);
      rows.set(table, all.filter(whole));
    }
  }
  return rows;
}

/** It has been chosen, and the row it points to is still there. */
function isSettled(tie: Tie, row: Row, rows: Rows): boolean {
  const value = row[tie.columns[0] ?? ''];
  return value === null || (value !== undefined && parentOf(tie, row, rows) !== undefined);
}

export function owns(schema: Schema, tie: Tie, ownership: Ownership): boolean {
  const action = tie.said ?? tie.onDelete;
  if (ownership === 'person') return action === 'cascade';
  return isBound(schema, tie) || (action !== 'set null' && action !== 'set default');
}

/** Every row that hangs from the row `id` of the root, over single rows, to a fixpoint. */
export function reachable({ schema, links, rows }: World, id: string, ownership: Ownership): Set<Row> {
  const reached = new Set((rows.get(root) ?? []).filter((row) => row['id'] === id));
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const [table, all] of rows) {
      if (table === root) continue;
      for (const row of all) {
        for (const tie of tiesOf({ schema, links }, table)) {
          const parent = parentOf(tie, row, rows);
          if (parent !== undefined && reached.has(parent) && owns(schema, tie, ownership)) reached.add(row);
        }
      }
    }
  }
  return reached;
}

export function countChecks(outline: Outline, rows: Rows): number {
  const { checks, named } = outline;
  const ahead = rowsAhead(outline, rows, key);
  return checks.reduce(
    (sum, { table, predicate }) =>
      sum + (rows.get(table) ?? []).filter((row) => holdsFor(predicate, row, rows, key, named, ahead)).length,
    0,
  );
}

export function worldOf(seed: number, ownership: Ownership, tidy: boolean): World {
  const random = randomOf(seed);
  const { schema, links } = randomSchema(random, ownership);
  return { schema, links, rows: randomRows(random, schema, links, tidy) };
}

export interface Planning {
  readonly rules?: Readonly<Record<string, Rule>>;
  readonly holds?: readonly TableHold[];
  readonly owned?: readonly Owns[];
}

export function plan(
  { schema, links }: Pick<World, 'schema' | 'links'>,
  ownership: Ownership,
  { rules = {}, ...more }: Planning = {},
): Outline {
  return askOf(schema, { links, policy: { ownership, rules }, ...more });
}

export function ids(rows: Rows): readonly string[] {
  return [...rows].flatMap(([table, all]) => all.map((row) => `${table} ${row['id']}`)).sort();
}

/** Carried out, the outline leaves exactly the rows that are not ours, as they were but for links that it cuts. */
export function expectOnlyGone(world: World, outline: Outline, ours: ReadonlySet<Row>, tidy = true): void {
  const detached = new Set(
    outline.steps.flatMap((step) =>
      step.kind === 'detach' ? step.columns.map((column) => `${step.table}.${column}`) : [],
    ),
  );
  const left = new Map(
    [...world.rows].map(([table, all]) => [table, all.filter((row) => !ours.has(row)).map((row) => ({ ...row }))]),
  );
  carryOut({ ...world, key }, outline, tidy);
  expect(ids(world.rows)).toEqual(ids(left));
  for (const [table, all] of left) {
    for (const row of all) {
      const now = world.rows.get(table)?.find(({ id }) => id === row['id']);
      for (const [column, value] of Object.entries(row)) {
        if (!detached.has(`${table}.${column}`)) expect(now?.[column]).toBe(value);
      }
    }
  }
}
