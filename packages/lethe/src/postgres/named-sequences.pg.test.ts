import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/vitest-database.ts';
import { sequencesNamedAfter } from './named-sequences.ts';

const { url } = await testDatabase();
const client = new pg.Client(url);

beforeAll(async () => {
  await client.connect();
  await client.query(`create schema app; create schema other;
    create sequence app.ticket_4_seq; create sequence app.ticket_42_seq; create sequence app.ticket_142_seq; create sequence app."Ticket-42";
    create sequence app.t42; create sequence other.ticket_42_seq; create sequence app.acme_no; create sequence app.acmes_no; create sequence app.a_no;
    create sequence app.n_0f8fad5b_d9cb_469f_a165_70867728950e; create sequence app.n_0f8fad5bd9cb469fa16570867728950e; create sequence app."x.y+z_no";
    create table app.line_42 (id bigserial primary key, no int generated always as identity);`);
});

afterAll(() => client.end());

const after = (...key: string[]): Promise<readonly string[]> =>
  sequencesNamedAfter(client, { kind: 'account', key }, ['app']);

test.each([
  ['a number as a word of its own', ['42'], ['app.Ticket-42', 'app.ticket_42_seq']],
  ['a name', ['acme'], ['app.acme_no']],
  [
    'a uuid, with its dashes written in some way',
    ['0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['app.n_0f8fad5b_d9cb_469f_a165_70867728950e', 'app.n_0f8fad5bd9cb469fa16570867728950e'],
  ],
  ['letters that mean something in a pattern', ['x.y+z'], ['app."x.y+z_no"']],
  ['all parts of a key', ['ticket', '4'], ['app.ticket_4_seq']],
  ['no name of one or two letters', ['a'], []],
])('the name of a sequence holds %s', async (_, key, names) => {
  expect(await after(...key)).toEqual(names);
});
