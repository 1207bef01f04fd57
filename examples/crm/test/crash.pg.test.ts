import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVendor } from 'lethe/testing';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { checksums, difference } from '../database/checksum.ts';
import { crmTemplate } from '../database/template.ts';
import { letheCli } from './lethe-cli.ts';

const subject = 'workspace:1';
const template = await crmTemplate({ size: 'small' });

/** The places where the command line is killed, one process after the other. */
const deaths = [
  'effect.after-call:2',
  'batch.written:20',
  'batch.committed:40',
  'root.written',
  'effect.recorded',
  'certify.signed',
];

async function copy() {
  const database = await testDatabase(template);
  const folder = await mkdtemp(join(tmpdir(), 'lethe-crash-'));
  const vendor = await startVendor();
  const client = new pg.Client(database.url);
  await client.connect();
  const dying = (fault: string) =>
    letheCli({ database: database.url, vendor: vendor.url, folder, env: { LETHE_FAULT: fault } });
  afterAll(async () => {
    await client.end();
    await vendor[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const receipts = async (): Promise<unknown[]> => {
    const { rows } = await client.query(
      'select relation, sum(deleted) - sum(inserted) as deleted, sum(updated) as updated from lethe.receipts group by 1 order by 1',
    );
    return rows;
  };
  return { vendor, client, dying, receipts };
}

const [calm, killed] = [await copy(), await copy()];

test.runIf(inject('postgresVersion') === 18)(
  'a workspace deleted by commands that are killed six times ends as by one that is not',
  async () => {
    const applied = await calm.dying('')('apply', subject, '--confirm', subject, '--json');
    expect(applied.json()).toMatchObject({ status: 'completed', verified: true });

    let next = ['apply', subject, '--confirm', subject];
    for (const fault of deaths) {
      expect((await killed.dying(fault)(...next)).code, fault).toBe(null);
      const { rows } = await killed.client.query<{ id: string }>('select id from lethe.runs');
      next = ['resume', String(rows[0]?.id)];
    }
    const resumed = await killed.dying('')(...next, '--json');
    expect(resumed.json()).toMatchObject({ status: 'completed', verified: true });

    expect(difference(await checksums(calm.client), await checksums(killed.client))).toEqual([]);
    expect(await killed.receipts()).toEqual(await calm.receipts());
    expect([...killed.vendor.released()].sort()).toEqual([...calm.vendor.released()].sort());
    expect(new Set(killed.vendor.released().values())).toEqual(new Set([1]));
    const { certificate } = resumed.json<{ certificate: { file: string; key: string } }>();
    expect((await killed.dying('')('verify', certificate.file, '--key', certificate.key)).code).toBe(0);
  },
  90_000,
);
