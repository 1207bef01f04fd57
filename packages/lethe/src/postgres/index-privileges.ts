import { sql } from 'kysely';
import type { Finding } from '../planner/finding.ts';
import { quotedName } from '../planner/quoted.ts';
import { createIndex } from '../planner/unindexed.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { Database } from './connection.ts';
import { quoteName } from './quote.ts';
import type { WantedIndex } from './run-indexes.ts';
import { run } from './sql.ts';

/** Only who owns a table may build an index on it, where its schema lets new things be made. */
export async function refusedIndexes(database: Database, indexes: readonly WantedIndex[]): Promise<readonly Finding[]> {
  return database.use(async (client) => {
    const found: Finding[] = [];
    for (const index of indexes) {
      const { rows } = await run<Rights>(
        client,
        sql`select pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'USAGE') as owns,
              has_schema_privilege(c.relnamespace, 'CREATE') as creates
            from pg_class c where c.oid = to_regclass(${quoteName(index.relation)})`,
      );
      for (const rights of rows) if (!rights.owns || !rights.creates) found.push(refused(index, rights));
    }
    return found;
  });
}

interface Rights {
  readonly owner: string;
  readonly owns: boolean;
  readonly creates: boolean;
}

function refused({ relation, columns }: WantedIndex, { owner, owns }: Rights): Finding {
  const { schema } = splitTableName(relation);
  const grant = owns
    ? `GRANT CREATE ON SCHEMA ${quotedName(schema)} TO <role>;`
    : `GRANT ${quotedName(owner)} TO <role>;`;
  return {
    code: 'PRIVILEGE_MISSING',
    table: relation,
    message: owns
      ? `the role may not build an index on ${relation}: it may make nothing in schema ${schema}`
      : `the role may not build an index on ${relation}, which belongs to ${owner}`,
    next: `As ${owner}: ${createIndex(relation, columns)} Or let the role do it: ${grant}`,
  };
}
