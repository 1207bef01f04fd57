import { newId } from '../../src/ids.ts';
import { outline } from '../../src/planner/outline.ts';
import type { Plan } from '../../src/planner/plan.ts';
import { seal } from '../../src/planner/seal.ts';
import { formatSubject, parseSubject } from '../../src/planner/subject.ts';
import { policyHash } from '../../src/policy/hash.ts';
import { introspect } from '../../src/postgres/introspect.ts';
import { postgresStore } from '../../src/postgres/store.ts';
import { fingerprint } from '../../src/schema/fingerprint.ts';
import type { Schema } from '../../src/schema/graph.ts';
import { carryOutRun } from '../../src/service/apply.ts';
import { policyOf } from '../../src/service/find-subject.ts';
import { type Lethe, openLethe } from '../../src/service/lethe.ts';
import { configByHand, named } from './config-by-hand.ts';
import type { Description } from './description.ts';
import { found } from './draft.ts';
import { judge, type Verdict } from './judge.ts';
import type { Place } from './place.ts';
import { randomOf } from './random.ts';
import { readRows } from './read-rows.ts';
import { inWorld, subjectOf } from './run-case.ts';
import type { Reference, Row, World } from './world.ts';

/** One deletion by a planner that is not told of one reference. Null: no row of the victim is known by one alone. */
export function runWithheld(place: Place, description: Description): Promise<Verdict | null> {
  return inWorld(place, description, async (world, kind) => {
    const reference = onlyWay(world, description.salt);
    if (reference === null) return null;
    const told = { ...world, references: world.references.filter((other) => other !== reference) };
    const config = await place.writeConfig(kind, configByHand({ world: told, description, kind }));
    const opened = { config, databaseUrl: place.url, env: { LETHE_DATA_DIR: place.dataDir }, cwd: place.dataDir };
    await using lethe = await openLethe(opened);
    const plan = await planFrom(lethe, subjectOf(world, kind), (schema) => without(schema, reference));
    const rows = () => readRows(place.client, world);
    if (plan.findings.length > 0) return judge(world, { ...unchanged(plan), rows: await rows() });
    const result = await carryOut(lethe, plan);
    return judge(world, { result, disturbance: '', came: new Set(), mayStop: false, rows: await rows() });
  });
}

/** A reference by which alone a row of the victim is known to be its own. */
function onlyWay(world: World, salt: number): Reference | null {
  const ways = world.references.filter(({ means }) => means === 'belongs');
  const isOnly = (reference: Reference): boolean =>
    reference.from.rows.some(
      (row) =>
        row.owner === world.victim &&
        leads(reference, row, world) &&
        !ways.some((other) => other !== reference && other.from === reference.from && leads(other, row, world)),
    );
  // Where the planner has the table by another way, a cascade makes good what it does not know.
  const isHealed = ({ from, declared }: Reference): boolean =>
    declared?.onDelete === 'cascade' && ways.filter((other) => other.from === from).length > 1;
  const usable = ways.filter((each) => each.path === undefined && isOnly(each) && !isHealed(each));
  return randomOf(salt).pick(usable) ?? null;
}

/** To another row of the victim; of a reference in json, wherever it may lead. */
function leads({ columns, to, toColumns, path, when }: Reference, row: Row, { victim }: World): boolean {
  if (path !== undefined) return true;
  if (when !== undefined && row.values[when.column] !== when.equals) return false;
  return to.rows.some(
    (parent) =>
      parent !== row &&
      parent.owner === victim &&
      columns.every((column, part) => row.values[column] === parent.values[toColumns[part] ?? '']),
  );
}

function without(schema: Schema, { from, columns, declared }: Reference): Schema {
  const table = found(schema.tables[named(from)], named(from));
  if (declared === null) return schema;
  const references = table.references.filter((other) => other.columns.join() !== columns.join());
  return { ...schema, tables: { ...schema.tables, [table.name]: { ...table, references } } };
}

/** As makePlan does, but for what the planner sees. */
async function planFrom(lethe: Lethe, name: string, seen: (schema: Schema) => Schema): Promise<Plan> {
  const { loaded, database } = lethe;
  const { schemas } = loaded.store.config;
  const subject = parseSubject(name);
  const schema = await database.use((client) => introspect(client, { schemas: [...schemas] }));
  const policy = policyOf(lethe, subject);
  const made = outline({
    ...{ schema: seen(schema), store: loaded.store, policy, subject, holds: [] },
    policyHash: policyHash(policy, loaded.store.config),
    // That something came after the plan is found out by itself; here it is to be the planner's own fault.
    schemaFingerprint: fingerprint(schema),
  });
  return seal(made, await postgresStore({ database, schemas }).count(made));
}

async function carryOut(lethe: Lethe, { outline: made, digest, counts }: Plan) {
  const run = newId('run');
  const scopes = [formatSubject(made.subject)];
  await lethe.control.record({ run, request: newId('req'), proof: 'test', digest, outline: made, counts, scopes });
  return carryOutRun(lethe, run, { signal: new AbortController().signal });
}

function unchanged({ findings }: Plan) {
  const nothing = {
    run: null,
    rows: 0,
    tables: [],
    verified: false,
    certificate: null,
    changed: [],
    remains: [],
    drained: false,
    indexesLeft: [],
  };
  return {
    result: { ...nothing, status: 'blocked' as const, findings },
    disturbance: '',
    came: new Set<Row>(),
    mayStop: false,
  };
}
