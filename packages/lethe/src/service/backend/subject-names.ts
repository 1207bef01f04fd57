import type { Subject } from '../../planner/plan.ts';
import { subjectRow } from '../../postgres/people.ts';
import { primaryKeyOf } from '../../postgres/primary-key.ts';
import type { Lethe } from '../lethe.ts';
import { nameIn } from '../subject-path.ts';
import type { Client } from './ground.ts';

/** What people call a subject, read from its own row at each showing: the name is theirs and is stored nowhere else. */
export interface SubjectNames {
  /** null: it has none, or is not there. */
  of(subject: Subject, client?: Client): Promise<string | null>;
}

export function subjectNames({ loaded, database }: Lethe): SubjectNames {
  const nameOf = async (client: Client, { kind, key }: Subject): Promise<string | null> => {
    const policy = Object.hasOwn(loaded.config.subjects, kind) ? loaded.config.subjects[kind] : undefined;
    if (policy === undefined) return null;
    const columns = await primaryKeyOf(client, policy.table);
    return columns.length === key.length ? nameIn(await subjectRow(client, policy, columns, key)) : null;
  };
  return {
    of: (subject, client) =>
      client === undefined ? database.use((own) => nameOf(own, subject)) : nameOf(client, subject),
  };
}
