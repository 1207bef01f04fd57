import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { formatSubject } from '../src/planner/subject.ts';
import type { ApplyResult } from '../src/service/apply.ts';
import { type CliProduct, cliProduct } from './cli-product.ts';

const admin = { url: inject('postgresUrl') };
const make = (): Promise<CliProduct> => cliProduct(admin, 'rowless');
const tenant = (namespace: string): string => formatSubject({ kind: 'tenant', key: [namespace] });

/** Which rows of each table are a namespace's. */
const own = (namespace: string): Readonly<Record<string, string>> => {
  const value = pg.escapeLiteral(namespace);
  const docs = `select id from app.docs where namespace = ${value}`;
  return {
    'app.docs': `t.namespace = ${value}`,
    'app.pages': `t.doc_id in (${docs})`,
    'app.marks': `t.page_id in (select id from app.pages where doc_id in (${docs}))`,
    'app.events': `t.namespace = ${value}`,
    'app.settings': `t.namespace = ${value}`,
    'app.presets': `t.namespace = ${value}`,
    'app.audit': `t.tenant_ns = ${value}`,
    'app.deploys': `t.doc_id in (${docs})`,
    'app.outbox': `t.namespace = ${value}`,
    'app.members': `t.namespace = ${value}`,
  };
};

/** What stays, byte for byte: the rows of others, and those that belong to nobody or are kept. */
const others = (namespace: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(own(namespace)).map(([table, where]) => [table, `(${where}) is not true`])),
  ...{ 'app.invoices': 'true', 'app.countries': 'true', 'other.queues': 'true' },
});

const rowsOf: Readonly<Record<string, number>> = {
  ...{ 'app.docs': 5, 'app.pages': 15, 'app.marks': 30, 'app.events': 20, 'app.settings': 1, 'app.presets': 2 },
  ...{ 'app.audit': 4, 'app.deploys': 5, 'app.outbox': 1, 'app.members': 1 },
};
const nothing = Object.fromEntries(Object.keys(rowsOf).map((table) => [table, 0]));

async function left(product: CliProduct, namespace: string): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const [table, where] of Object.entries(own(namespace))) found[table] = await product.count(table, where);
  return found;
}

async function onlyRun({ client }: CliProduct): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select id from lethe.runs');
  expect(rows).toHaveLength(1);
  return rows[0]?.id ?? '';
}

async function unfenced(product: CliProduct): Promise<string[]> {
  return (await product.certificate()).verification.unfenced.map(({ table }) => table);
}

describe('a tenant without a row of its own', () => {
  test('goes from plan to certificate by the command line, and nothing else changes', async () => {
    await using product = await make();
    const before = await product.digests(others('acme'));
    expect(await left(product, 'acme')).toEqual(rowsOf);
    const { plan, applied, verified } = await product.whole('tenant:acme');
    expect(plan).toMatchObject({ code: 0, value: { rows: 88, findings: [] } });
    expect(applied).toMatchObject({ code: 0, value: { status: 'completed', rows: 88, verified: true } });
    expect(verified).toMatchObject({ code: 0, value: { ok: true, certificate: { rows: { deleted: 84, kept: 1 } } } });
    expect(await left(product, 'acme')).toEqual(nothing);
    expect(await product.digests(others('acme'))).toEqual(before);
  }, 90_000);

  test.each(['acme ', 'Acme', 'acm_', 'Größe: 1,5 %/ß'])(
    'is the value %j as it is written, and no other',
    async (namespace) => {
      await using product = await make();
      const before = await product.digests(others(namespace));
      expect(await product.apply(tenant(namespace))).toMatchObject({ status: 'completed', rows: 88, findings: [] });
      expect(await left(product, namespace)).toEqual(nothing);
      expect(await product.digests(others(namespace))).toEqual(before);
    },
    60_000,
  );

  test('is reached by every column that holds its value, and a column that may be NULL shares', async () => {
    await using product = await make();
    const { outline, warnings } = await product.plan('tenant:acme');
    const whys = Object.fromEntries(outline.steps.map(({ table, kind, why }) => [`${kind} ${table}`, why]));
    expect(whys).toMatchObject({
      'delete app.audit': "app.audit.tenant_ns → the subject's value (column tenant_ns)",
      'delete app.pages':
        "app.pages.doc_id → app.docs.namespace → the subject's value (pages_doc_id_fkey, column namespace)",
      'delete app.deploys':
        "app.deploys.doc_id → app.docs.namespace → the subject's value (deploys_doc_id_fkey, column namespace)",
    });
    expect(outline.steps.filter(({ root }) => root)).toEqual([]);
    expect(outline.ignored).toEqual([{ table: 'app.countries', because: 'the same for everybody' }]);
    expect(warnings.filter(({ code }) => code === 'NULLABLE_TENANT_LINK').map(({ table }) => table)).toEqual([
      'app.presets',
    ]);
  });

  test('that nothing names is unknown, and a key that is no value is refused', async () => {
    await using product = await make();
    for (const [subject, code] of [
      ['tenant:nobody', 'SUBJECT_UNKNOWN'],
      ['tenant:ACME', 'SUBJECT_UNKNOWN'],
      ['tenant:', 'SUBJECT_INVALID'],
      ['tenant:%20', 'SUBJECT_INVALID'],
      ['tenant:acme,acme', 'SUBJECT_INVALID'],
      ['tenant:acme%00', 'SUBJECT_INVALID'],
    ] as const)
      await expect(product.apply(subject), subject).rejects.toMatchObject({ code });
    expect(await product.count('app.docs')).toBe(40);
  });

  test('of which only kept rows are left is there, and there is nothing to delete', async () => {
    await using product = await make();
    expect(await product.apply('tenant:acme')).toMatchObject({ status: 'completed' });
    expect(await product.plan('tenant:acme')).toMatchObject({ rows: 0, findings: [] });
    await product.client.query('delete from app.invoices');
    await expect(product.plan('tenant:acme')).rejects.toMatchObject({ code: 'SUBJECT_UNKNOWN' });
  });
});

describe('killed', () => {
  test.each(['batch.committed:9', 'root.written', 'root.committed', 'certify.signed'])(
    'at %s, the run goes on to the same end',
    async (fault) => {
      await using product = await make();
      const before = await product.digests(others('acme'));
      const killed = await product.cli(['apply', 'tenant:acme', '--confirm', 'tenant:acme'], fault);
      expect(killed.signal).toBe('SIGKILL');
      expect(await product.resume(await onlyRun(product))).toMatchObject({ status: 'completed', rows: 88 });
      expect(await left(product, 'acme')).toEqual(nothing);
      expect(await product.digests(others('acme'))).toEqual(before);
      expect((await product.certificate()).rows).toMatchObject({ deleted: 84, detached: 4, kept: 1 });
    },
    90_000,
  );
});

/** One way each in which a row can come that says itself whose it is. */
const ways: readonly string[] = [
  `insert into app.docs values ($1, 'acme', 'late', null)`,
  `insert into app.events values ('acme', now(), 'late ' || $1::int)`,
  `insert into app.audit values ($1, 'acme', 'late')`,
  `insert into app.presets values ($1, 'acme', 'late')`,
  `update app.presets set namespace = 'acme' where $1::int > 0 and id =
    (select min(id) from app.presets where namespace = 'Acme')`,
];
/** It comes while there is a document for it, and is refused by its foreign key when there is none. */
const page = `insert into app.pages select $1, min(id), 'late' from app.docs where namespace = 'acme' having min(id) is not null`;

async function whileWriting(
  { url }: CliProduct,
  statements: readonly string[],
  body: () => Promise<void>,
): Promise<{ written: number; refused: number }> {
  const client = new pg.Client(url);
  await client.connect();
  const counts = { written: 0, refused: 0 };
  let stopped = false;
  const ended = (async () => {
    for (let id = 1_000_000; !stopped; id += 1) {
      try {
        counts.written += (await client.query(statements[id % statements.length] ?? '', [id])).rowCount ?? 0;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        counts.refused += 1;
      }
      await sleep(3);
    }
  })();
  try {
    await sleep(50);
    await body();
  } finally {
    stopped = true;
    await ended;
    await client.end();
  }
  return counts;
}

describe('a writer that never stops', () => {
  test('is kept out by the insert guard, and nothing comes later', async () => {
    await using product = await make();
    const counts = await whileWriting(product, ways, async () => {
      expect(await product.apply('guarded:acme')).toMatchObject({ status: 'completed', findings: [] });
      await sleep(200);
    });
    expect(Math.min(counts.written, counts.refused)).toBeGreaterThan(0);
    expect(await left(product, 'acme')).toEqual(nothing);
    // Pages, marks and deploys need a document, and no new one is let in.
    expect(await unfenced(product)).toEqual([]);
  }, 60_000);

  test('leaves nothing behind without it, or only in tables that the certificate names', async () => {
    await using product = await make();
    let first: ApplyResult | undefined;
    const counts = await whileWriting(product, [...ways, page], async () => {
      first = await product.apply('tenant:acme');
    });
    expect(counts.written).toBeGreaterThan(0);
    if (first?.status !== 'completed') {
      expect([...new Set(first?.findings.map(({ code }) => code))]).toEqual(['LATE_ROWS']);
      // Before anything was recorded, or in the midst of it.
      const run = first?.run ?? null;
      const second = run === null ? product.apply('tenant:acme') : product.resume(run);
      expect(await second).toMatchObject({ status: 'completed' });
      expect(await left(product, 'acme')).toEqual(nothing);
    }
    const came = Object.entries(await left(product, 'acme')).filter(([, rows]) => rows > 0);
    expect(await unfenced(product)).toEqual(expect.arrayContaining(came.map(([table]) => table)));
    expect(await unfenced(product)).toEqual(Object.keys(rowsOf).toSorted());
  }, 60_000);

  test('is refused in every column that can name the tenant, and others are let in', async () => {
    await using product = await make();
    expect(await product.apply('guarded:acme')).toMatchObject({ status: 'completed' });
    const { client } = product;
    for (const way of ways) await expect(client.query(way, [7_000_000]), way).rejects.toMatchObject({ code: '23000' });
    for (const [at, way] of [...ways.slice(0, -1), page].entries()) {
      await client.query(way.replaceAll(`'acme'`, `'Acme'`), [8_000_000 + at]);
    }
    expect(await left(product, 'acme')).toEqual(nothing);
  });
});

describe('a role that does not see everything', () => {
  /** Its URL. */
  async function blinkered(product: CliProduct): Promise<URL> {
    const url = new URL(product.url);
    [url.username, url.password] = [`blinkered_${url.pathname.slice(-8)}`, 'x'];
    await product.client.query(`create role ${url.username} login password 'x';
      grant usage on schema app, lethe to ${url.username};
      grant select, update, delete on all tables in schema app, lethe to ${url.username}`);
    return url;
  }

  const forget = ({ client }: CliProduct, { username }: URL) =>
    client.query(`drop owned by ${username}; drop role ${username}`);

  test('is refused, whether it sees other rows of the tenant or none', async () => {
    await using product = await make();
    const as = await blinkered(product);
    await product.client.query(`alter table app.docs enable row level security;
      insert into app.docs values (9, 'hidden', 'only here', null)`);
    for (const subject of ['tenant:acme', 'tenant:hidden']) {
      const { findings } = await product.plan(subject, as.href);
      expect(findings.map(({ code, table }) => [code, table])).toContainEqual(['ROWS_HIDDEN', 'app.docs']);
    }
    await forget(product, as);
  });

  test('is told which privilege is missing', async () => {
    await using product = await make();
    const as = await blinkered(product);
    await product.client.query(`revoke select on app.events from ${as.username}`);
    const { findings } = await product.plan('tenant:acme', as.href);
    expect(findings.map(({ code, table }) => [code, table])).toContainEqual(['PRIVILEGE_MISSING', 'app.events']);
    await forget(product, as);
  });
});
