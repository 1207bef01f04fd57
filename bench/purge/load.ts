import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Bystander } from '../bystander.ts';
import { statementTimes } from '../statement-times.ts';

const sessions = 4;
const thinkMs = 4;

/** What a product does all day for tenants that stay: three reads by an index to one write, each a transaction of its own. */
export async function readWriteLoad(url: string, workspaces: readonly number[]): Promise<Bystander> {
  const clients = await Promise.all(Array.from({ length: sessions }, () => connected(url)));
  const [first] = clients;
  if (first === undefined) throw new Error('bug: a load has sessions');
  const conversations = await first.query<{ id: string; contact: string }>(
    `select id, contact_id as contact from app.conversations where workspace_id = any($1::bigint[])
     order by md5(id::text) limit 5000`,
    [workspaces],
  );
  const { timed, take } = statementTimes();
  let stop = false;
  const loop = async (client: pg.Client, offset: number): Promise<void> => {
    for (let turn = offset; !stop; turn += sessions) {
      const { id, contact } = conversations.rows[turn % conversations.rows.length] ?? {};
      for (const [statement, value] of [...reads(id, contact), writes(id, contact, turn)]) {
        await timed(client, statement, [value]);
        await sleep(thinkMs);
      }
    }
  };
  const loops = clients.map(loop);
  return {
    take,
    async [Symbol.asyncDispose]() {
      stop = true;
      await Promise.all(loops);
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

type Asked = readonly [statement: string, value: string | undefined];

const reads = (conversation: string | undefined, contact: string | undefined): readonly Asked[] => [
  ['select id, body from app.messages where conversation_id = $1 order by created_at desc limit 20', conversation],
  ['select full_name, email, profile from app.contacts where id = $1', contact],
  [
    'select n.body, t.tag_id from app.notes n left join app.contact_tags t using (contact_id) where contact_id = $1',
    contact,
  ],
];

const writes = (conversation: string | undefined, contact: string | undefined, turn: number): Asked =>
  turn % 2 === 0
    ? [`update app.contacts set profile = profile || '{"seen": true}' where id = $1`, contact]
    : [
        `insert into app.messages (workspace_id, conversation_id, direction, body)
         select workspace_id, id, 'in', 'one more' from app.conversations where id = $1`,
        conversation,
      ];

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
