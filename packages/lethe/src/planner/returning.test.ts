import { describe, expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import { ask, codes, order, stepFor } from './ask.fixture.ts';
import { inWords } from './explain.ts';
import { looksAhead } from './returning.ts';

const files = `
  workspaces: id
  photos: id, workspace_id! -> workspaces
  blobs: id
  copies: id, blob_id! -> blobs
  attachments: id, type! text, record_id! int, blob_id! -> blobs`;
const of = (type: string, to: string): Link => ({
  ...{ table: 'app.attachments', columns: ['record_id'], to: `app.${to}`, toColumns: ['id'] },
  when: { column: 'type', equals: type },
});
const owned = [{ table: 'app.attachments', columns: ['blob_id'], to: 'app.blobs', toColumns: ['id'] }];

describe('rows that hang from what rows of their own table own', () => {
  const plan = ask(files, { owned, links: [of('photo', 'photos'), of('copy', 'copies')] });

  test('are the subject’s, and are known by their keys', () => {
    expect(codes(plan)).toEqual([]);
    const { predicate, why } = stepFor(plan, 'delete', 'attachments');
    expect(inWords(predicate)).toMatch(/ or \(?row hangs from what rows of its table own\)?$/);
    expect(why).toMatch(/ or attachments\.record_id → copies\.blob_id → blobs\.id → attachments\.record_id → /);
  });

  test('are looked for while what they hang from is there, which goes before them', () => {
    expect(plan.returning).toMatchObject([{ table: 'app.attachments', columns: ['id'], through: ['app.copies'] }]);
    expect(looksAhead(plan)).toBe(true);
    expect(order(plan)).toEqual([
      'delete copies',
      'delete attachments',
      'delete blobs',
      'delete photos',
      'delete workspaces',
    ]);
  });

  test('may hang from what is owned itself, where a type says so', () => {
    const previews = ask(files, { owned, links: [of('photo', 'photos'), of('blob', 'blobs')] });
    expect(codes(previews)).toEqual([]);
    expect(previews.returning).toMatchObject([{ through: ['app.blobs'] }]);
  });
});

test('nothing is looked for where no way leads back, or each row says whose it is, or nothing names one', () => {
  expect(ask(files, { owned, links: [of('photo', 'photos')] }).returning).toBeUndefined();
  const told = files.replace('attachments: id,', 'attachments: id, workspace_id! -> workspaces,');
  const without = files.replace('attachments: id,', 'attachments:');
  const links = [of('photo', 'photos'), of('copy', 'copies')];
  expect(ask(told, { owned, links }).returning).toBeUndefined();
  expect(ask(without, { owned, links }).returning).toBeUndefined();
  expect(codes(ask(without, { owned, links }))).toEqual([]);
});
