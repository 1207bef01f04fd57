import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type StatementTimes, statementTimes } from './statement-times.ts';

/** Another session of the product while a deletion runs. */
export interface Bystander extends AsyncDisposable, Pick<StatementTimes, 'take'> {}

/** Writes rows of another tenant, and rows of the subject itself: a row being deleted makes it wait for the batch. */
export async function bystander(
  url: string,
  { workspace, subject }: { workspace: number; subject: number },
): Promise<Bystander> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const contacts = await client.query<{ id: string }>(
    'select id from app.contacts where workspace_id = $1 order by md5(id::text) limit 2000',
    [subject],
  );
  const others = await client.query<{ id: string }>('select id from app.contacts where workspace_id = $1 limit 100', [
    workspace,
  ]);
  const { timed, take } = statementTimes();
  let stop = false;
  const update = 'update app.contacts set full_name = full_name where id = $1';
  const loop = (async () => {
    for (let turn = 0; !stop; turn += 1) {
      await timed(client, update, [others.rows[turn % others.rows.length]?.id]);
      await timed(client, update, [contacts.rows[turn % contacts.rows.length]?.id]);
      await sleep(2);
    }
  })();
  return {
    take,
    async [Symbol.asyncDispose]() {
      stop = true;
      await loop;
      await client.end();
    },
  };
}
