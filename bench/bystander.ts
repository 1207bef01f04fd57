import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Another session of the product while a deletion runs: how long its statements take, longest and at the 99th percentile. */
export interface Bystander extends AsyncDisposable {
  /** Milliseconds, of the statements since the last call. */
  take(): { longestMs: number; p99Ms: number; statements: number };
}

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
  let taken: number[] = [];
  let stop = false;
  const timed = async (text: string, values: unknown[]): Promise<void> => {
    const begun = performance.now();
    await client.query(text, values);
    taken.push(performance.now() - begun);
  };
  const update = 'update app.contacts set full_name = full_name where id = $1';
  const loop = (async () => {
    for (let turn = 0; !stop; turn += 1) {
      await timed(update, [others.rows[turn % others.rows.length]?.id]);
      await timed(update, [contacts.rows[turn % contacts.rows.length]?.id]);
      await sleep(2);
    }
  })();
  return {
    take() {
      const sorted = taken.toSorted((a, b) => a - b);
      taken = [];
      return {
        longestMs: sorted.at(-1) ?? 0,
        p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        statements: sorted.length,
      };
    },
    async [Symbol.asyncDispose]() {
      stop = true;
      await loop;
      await client.end();
    },
  };
}
