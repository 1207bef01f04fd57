import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/vitest-database.ts';
import { generateSchema } from './generate-schema.ts';

const { url } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), 'lethe-schema-'));
const file = join(folder, 'schema.ts');
const options = { url, schemas: ['app'], file };

beforeAll(async () => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const labels = Array.from({ length: 12 }, (_, index) => `'a label of some length ${index}'`);
  await client.query(`
    create schema app;
    create type app.stage as enum (${labels.join()});
    create table app.plain (id bigint primary key, stage app.stage, "it's" text, "größe 1" jsonb, "Größe" date[]);
    create table app."we.ird" (id uuid);
    create table app.empty ();`);
  await client.end();
});
afterAll(() => rm(folder, { recursive: true }));

test('the file is the same each time, and the formatter and linter have nothing to say', async () => {
  await generateSchema(options);
  const first = await readFile(file, 'utf8');
  await generateSchema(options);
  expect(await readFile(file, 'utf8')).toBe(first);
  expect(first).toContain(`  'app."we.ird"': {\n    id: string | null;\n  };\n`);
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const config = join(import.meta.dirname, '../../../../biome.json');
  const check = promisify(execFile)(process.execPath, [
    biome,
    'check',
    '--vcs-enabled=false',
    `--config-path=${config}`,
    file,
  ]);
  await expect(check).resolves.toBeDefined();
});

test('a schema that is not there is an error and leaves the file alone', async () => {
  await generateSchema(options);
  const before = await readFile(file, 'utf8');
  await expect(generateSchema({ ...options, schemas: ['ap'] })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  expect(await readFile(file, 'utf8')).toBe(before);
});
