import type { Subject } from '../../planner/plan.ts';
import { introspect } from '../../postgres/introspect.ts';
import { subjectRow } from '../../postgres/people.ts';
import type { Schema } from '../../schema/graph.ts';
import type { Lethe } from '../lethe.ts';
import { nameIn } from '../subject-path.ts';
import type { Client } from './ground.ts';

/** What people call a subject, read from its own row at each showing: the name is theirs and is stored nowhere else. */
export interface SubjectNames {
  /** null: it has none, or is not there. */
  of(subject: Subject, client?: Client): Promise<string | null>;
}

/** Which columns are a table's key hardly ever changes, and reading the whole schema for one name would cost too much. */
const schemaGoodForMs = 60_000;

export function subjectNames({ loaded, database }: Lethe): SubjectNames {
  let schema: { readonly read: Promise<Schema>; readonly atMs: number } | null = null;
  const currentSchema = (client: Client): Promise<Schema> => {
    if (schema === null || performance.now() - schema.atMs > schemaGoodForMs) {
      const { schemas } = loaded.store.config;
      schema = { read: introspect(client, { schemas }), atMs: performance.now() };
    }
    return schema.read.catch((error: unknown) => {
      schema = null;
      throw error;
    });
  };
  const nameOf = async (client: Client, { kind, key }: Subject): Promise<string | null> => {
    const policy = Object.hasOwn(loaded.config.subjects, kind) ? loaded.config.subjects[kind] : undefined;
    if (policy === undefined) return null;
    const columns = (await currentSchema(client)).tables[policy.table]?.primaryKey?.columns ?? [];
    return columns.length === key.length ? nameIn(await subjectRow(client, policy, columns, key)) : null;
  };
  return {
    of: (subject, client) =>
      client === undefined ? database.use((own) => nameOf(own, subject)) : nameOf(client, subject),
  };
}
