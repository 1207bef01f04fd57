import type { Subject } from '../../planner/plan.ts';
import { keptName } from '../../postgres/addresses.ts';
import { subjectRow } from '../../postgres/people.ts';
import { rowKeyOf } from '../../postgres/row-key.ts';
import { hasStarted, type Request } from '../../requests/request.ts';
import type { Lethe } from '../lethe.ts';
import { nameIn } from '../subject-path.ts';
import type { Client } from './ground.ts';

/** What people call a subject, read from its own row at each showing: the name is theirs, and stored only for the last messages. */
export interface SubjectNames {
  /** null: it has none, or is not there. */
  of(subject: Subject, client?: Client): Promise<string | null>;
  /**
   * Of what a request is about. Once that has begun, the row may hold what the policy wrote there in place of a name:
   * then it is as it was noted last, and null when that is forgotten.
   */
  ofRequest(request: Request, client?: Client): Promise<string | null>;
}

export function subjectNames({ loaded, database }: Lethe): SubjectNames {
  const nameOf = async (client: Client, { kind, key }: Subject): Promise<string | null> => {
    const policy = Object.hasOwn(loaded.config.subjects, kind) ? loaded.config.subjects[kind] : undefined;
    if (policy === undefined || policy.table === null) return null;
    const columns = await rowKeyOf(client, policy.table);
    return columns.length === key.length ? nameIn(await subjectRow(client, policy, columns, key)) : null;
  };
  const within = (client: Client | undefined, read: (own: Client) => Promise<string | null>): Promise<string | null> =>
    client === undefined ? database.use(read) : read(client);
  return {
    of: (subject, client) => within(client, (own) => nameOf(own, subject)),
    ofRequest: (request, client) =>
      within(client, (own) =>
        hasStarted(request) ? keptName(own, request.id) : nameOf(own, request.targets[0].subject),
      ),
  };
}
