import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Offer } from '../src/propose/config-text.ts';
import { init } from '../src/service/init.ts';
import { structureCase } from './structures/structure-case.ts';

const sql = `
  create table accounts (id bigint primary key, name text);
  create table contacts (id bigint primary key, account_id bigint, email text);
  create table calls (id bigint primary key, contact_id bigint, seconds int);
  create table plans (id bigint primary key, name text);
  insert into accounts select n, 'A' || n from generate_series(1, 3) n;
  insert into contacts select n, 1 + n % 3, 'c' || n || '@example.test' from generate_series(1, 12) n;
  insert into calls select n, 1 + n % 12, n from generate_series(1, 24) n;`;

async function initTaking(take: (offer: Offer) => boolean) {
  await using it = await structureCase(sql);
  const asked: (readonly string[])[] = [];
  const { files } = await init({
    ...{ url: it.url, urlFrom: 'DATABASE_URL', schemas: [], out: it.folder },
    subjects: ['accounts=account'],
    subjectColumns: [],
    accept: async (offers) => {
      asked.push(offers.map(({ part, code }) => `${part}: ${code}`));
      return new Set(offers.filter(take));
    },
  });
  const [config = '', map = ''] = await Promise.all(
    ['lethe.config.ts', 'lethe.map'].map((file) => readFile(join(it.folder, file), 'utf8')),
  );
  return { asked, files, config, map };
}

test('init asks about links first, then about what follows from those that were taken', async () => {
  const { asked, config, map } = await initTaking(() => true);
  expect(asked[0]).toHaveLength(2);
  expect(asked[0]?.every((offer) => offer.startsWith('links: link('))).toBe(true);
  expect(asked[1]?.filter((offer) => offer.startsWith('rules of account'))).toHaveLength(2);
  expect(config).not.toMatch(/^\s*\/\/ (?:link|'public)/m);
  expect(map).toMatch(/^delete +\| public\.calls \|/m);
});

test('what follows from a link that was not taken is not asked about; the link stands behind //', async () => {
  const { asked, config, map } = await initTaking(({ code }) => !code.startsWith("link('public.contacts'"));
  expect(asked.flat().filter((offer) => offer.includes("'public.contacts': 'delete'"))).toEqual([]);
  expect(config).toMatch(/^ +\/\/ link\('public\.contacts', /m);
  expect(config).not.toMatch(/^ +link\('public\.contacts', /m);
  expect(map).not.toMatch(/^delete +\| public\.contacts \|/m);
});

test('nothing is taken of which nobody said yes', async () => {
  const { config } = await initTaking(() => false);
  expect(config).not.toMatch(/^ +(?:link\(|owns|'public|\.\.\.polymorphic)/m);
});
