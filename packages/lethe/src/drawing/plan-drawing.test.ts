import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anonymise, askOf, detach, keep, person, type Question } from '../planner/ask.fixture.ts';
import type { Counts, Outline } from '../planner/plan.ts';
import { seal } from '../planner/seal.ts';
import type { Schema } from '../schema/graph.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { schemaText } from '../testing/schema-text.ts';
import { drawPlan } from './plan-drawing.ts';

/** As many rows as the position, from 1. */
function countsOf({ steps, kept, effects, blockers, checks, owned }: Outline): Counts {
  return {
    steps: steps.map((_, at) => at + 1),
    kept: kept.map((_, at) => ({ rows: 1_000 * (at + 1), until: at === 0 ? '2033-12-31' : null })),
    effects: effects.map((_, at) => at + 5),
    blockers: blockers.map(() => 0),
    checks: checks.map(() => 0),
    ...(owned === undefined ? {} : { owned: owned.map((_, at) => at + 2) }),
  };
}

function draw(schema: Schema, question: Question = {}): string {
  const outline = askOf(schema, question);
  const links = question.links ?? [];
  const table = question.value === undefined ? (question.policy?.table ?? 'app.workspaces') : null;
  return drawPlan({ plan: seal(outline, countsOf(outline)), schema, links, table });
}

interface Mark {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly depth: number;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (text: string): string => text.replaceAll(/&(\w+);/gu, (_, name: string) => entities[name] ?? '');

/** Reads the text as XML; fails where it is none. */
function marksOf(svg: string): readonly Mark[] {
  const open: string[] = [];
  const marks: Mark[] = [];
  const body = svg.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/u, '');
  let last = 0;
  for (const tag of body.matchAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/gu)) {
    const [all, closing, name = '', written = '', single] = tag;
    expect(body.slice(last, tag.index)).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/u);
    last = tag.index + all.length;
    const found = [...written.matchAll(/ ([\w:-]+)="([^"]*)"/gu)].map(([, key = '', value = '']) => [
      key,
      plain(value),
    ]);
    if (closing === '/') expect(open.pop()).toBe(name);
    else marks.push({ name, attributes: Object.fromEntries(found), depth: open.length });
    if (closing === '' && single === '') open.push(name);
  }
  expect([open, body.slice(last)]).toEqual([[], '\n']);
  expect(marks.filter(({ depth }) => depth === 0).map(({ name }) => name)).toEqual(['svg']);
  return marks;
}

const tablesOf = (svg: string): readonly string[] =>
  marksOf(svg).flatMap(({ attributes }) => attributes['data-table'] ?? []);

/** The title of a table's part, line by line. */
function said(svg: string, table: string): readonly string[] {
  const [, inside = ''] =
    new RegExp(`data-table="${RegExp.escape(table)}"[^>]*><title>([^<]*)</title>`, 'u').exec(svg) ?? [];
  return plain(inside).split('\n');
}

const text = `
  workspaces: id, name text
  contacts: id, workspace_id! -> workspaces cascade
  talks: id, contact_id! -> contacts cascade, last_message_id -> messages
  messages: id, talk_id! -> talks cascade
  tags: id, workspace_id -> workspaces cascade
  contact_tags: key(contact_id, tag_id), contact_id! -> contacts cascade, tag_id! -> tags cascade
  invoices: id, workspace_id! -> workspaces restrict, contact_id -> contacts
  users: id, last_workspace_id -> workspaces set null
  visits: id, workspace_id
  plans: id
  lost: id
`;
const effects = [
  { name: 'revoke', version: 2, table: 'app.contacts', values: [], order: 'before', where: null },
] as const;
const question: Question = {
  rules: { invoices: keep, workspaces: anonymise },
  ignore: { 'app.plans': 'what we sell' },
  links: [
    { table: 'app.visits', columns: ['workspace_id'], path: [], to: 'app.workspaces', toColumns: ['id'], when: null },
  ],
  policy: { effects },
};

describe('a plan as a picture', () => {
  const svg = draw(schemaText(text), question);

  test('is one well-formed SVG, with a title, and every table of the schema in it once', () => {
    const [root] = marksOf(svg);
    expect(root?.attributes).toMatchObject({ role: 'graphics-document', 'aria-labelledby': 'plan-title plan-summary' });
    expect(svg).toContain('<title id="plan-title">Plan for workspace:7</title>');
    expect(svg).toMatch(
      /<desc id="plan-summary">55 rows in 8 tables · 2 kept · BLOCKED by 2 findings · \d warnings? · digest [0-9a-f]{8}<\/desc>/u,
    );
    expect([...tablesOf(svg)].sort()).toEqual(Object.keys(schemaText(text).tables).sort());
  });

  test('says of each table what happens, to how many rows, and by which reference', () => {
    expect(said(svg, 'app.tags')).toEqual([
      'app.tags: delete, 7 rows',
      'step 7: delete (7)',
      'by workspace_id → the subject (tags_workspace_id_fkey)',
    ]);
    expect(said(svg, 'app.contacts').slice(0, 3)).toEqual([
      'app.contacts: delete, 5 rows',
      'step 5: delete (5)',
      '* revoke@2 before, for 5',
    ]);
    expect(said(svg, 'app.contacts')).toContain('takes along app.contact_tags: delete, 6 rows');
    expect(said(svg, 'app.contact_tags').slice(1, 3)).toEqual([
      'step 6: goes with app.contacts (6)',
      'by contact_id → app.contacts (contact_tags_contact_id_fkey)',
    ]);
    expect(said(svg, 'app.talks')).toEqual([
      'app.talks: delete, 4 rows',
      'step 1: last_message_id becomes NULL (1)',
      'step 4: delete (4)',
      'by contact_id → app.contacts (talks_contact_id_fkey)',
    ]);
    expect(said(svg, 'app.invoices')).toEqual([
      'app.invoices: keep, 1,000 rows',
      'step 2: contact_id becomes NULL (2)',
      'stays until 2033-12-31: tax law (1,000)',
      'by workspace_id → the subject (invoices_workspace_id_fkey)',
    ]);
    expect(said(svg, 'app.workspaces')).toEqual([
      'workspace:7',
      'app.workspaces: delete, 19 rows',
      'step 9: anonymise  (9)',
      'step 10: delete (10)',
      'stays for good: kept rows hang from it',
    ]);
    expect(said(svg, 'app.visits').at(-1)).toBe('by workspace_id → the subject (link)');
    expect(said(svg, 'app.users')[0]).toBe('app.users: undecided');
    expect(said(svg, 'app.lost')).toEqual(['app.lost: unreached']);
    expect(said(svg, 'app.plans')).toEqual(['app.plans: ignored: what we sell']);
  });

  test('has an edge for every table that hangs from one that is drawn, and what is in the way', () => {
    const edges = [...svg.matchAll(/<path [^>]*marker-end[^>]*><title>([^<]*)<\/title>/gu)].map(
      ([, words = '']) => words,
    );
    expect(edges.sort()).toEqual([
      'app.contacts hangs from workspaces by contacts_workspace_id_fkey',
      'app.messages hangs from talks by messages_talk_id_fkey',
      'app.tags hangs from workspaces by tags_workspace_id_fkey',
      'app.talks hangs from contacts by talks_contact_id_fkey',
      'app.visits hangs from workspaces by link',
    ]);
    expect(svg).toContain('>? UNDECIDED</text>');
    expect(svg).toContain("Write 'app.users': detach('last_workspace_id')");
  });

  test('is the same for the same plan, in whatever order the schema has its tables', () => {
    const turned = sampleSchema(Object.values(schemaText(text).tables).toReversed());
    expect(draw(turned, question)).toBe(svg);
  });
});

test('each fate looks otherwise without colours, too', () => {
  const svg = draw(schemaText(text), question).replaceAll(/#[0-9a-f]{6}/gu, '');
  const borders = new Set(
    [...svg.matchAll(/<rect [^>]*rx="4"[^>]*stroke-width[^>]*>/gu)].map(([rect]) =>
      rect.replaceAll(/ (?:x|y)="[^"]*"/gu, ''),
    ),
  );
  expect(borders.size).toBe(7);
  const symbols = ['−', '~', '&gt;', '!', '?', '○', '.'];
  for (const symbol of symbols) expect(svg).toContain(`>${symbol}</text>`);
});

test('what rows own hangs from them, and what others share of it is said', () => {
  const schema = schemaText(
    'workspaces: id, settings_id! -> settings\n settings: id\n items: id, settings_id! -> settings',
  );
  const owned = [{ table: 'app.workspaces', columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] }];
  const svg = draw(schema, { owned });
  expect(said(svg, 'app.settings')).toEqual([
    'app.settings: delete, 3 rows',
    'step 3: goes with app.workspaces (3)',
    '2 more stay: others refer to them too',
    'by id → app.workspaces (owned by settings_id)',
  ]);
  expect(svg).toContain('app.items hangs from settings by items_settings_id_fkey');
});

test('a table that stays is drawn in the tree where something that goes hangs from it', () => {
  const schema = schemaText(
    'workspaces: id\n invoices: id, workspace_id! -> workspaces\n lines: id, invoice_id! -> invoices cascade',
  );
  const svg = draw(schema, { rules: { invoices: keep, workspaces: anonymise } });
  expect(svg).toContain('app.lines hangs from invoices by lines_invoice_id_fkey');
  expect(svg).not.toContain('>Stays</text>');
});

test('many tables that hang from one, and nothing from them, stand in a frame with one edge', () => {
  const leaves = Array.from({ length: 9 }, (_, at) => `leaf${at}: id, workspace_id! -> workspaces`);
  const svg = draw(schemaText(['workspaces: id', ...leaves, 'x: id, leaf0_id! -> leaf0'].join('\n')));
  expect(svg).toContain('>8 tables that hang from workspaces</text>');
  expect(svg.split('marker-end="url(#hangs)"')).toHaveLength(4);
  expect(tablesOf(svg)).toHaveLength(11);
});

test('a plan whose rows could not be counted shows no numbers', () => {
  const schema = schemaText('workspaces: id\n notes: id, workspace_id! -> workspaces', ({ privileges }) => ({
    privileges: { ...privileges, seesAllRows: false },
  }));
  expect(said(draw(schema), 'app.notes').slice(0, 2)).toEqual(['app.notes: delete', 'step 1: delete']);
});

test('a person’s plan tells what is cut off from what goes', () => {
  const schema = schemaText(
    'users: id\n notes: id, user_id! -> users cascade, editor_id -> users set null\n logs: id, user_id -> users',
  );
  const svg = draw(schema, { policy: person, rules: { logs: detach('user_id') } });
  expect(said(svg, 'app.logs')[0]).toBe('app.logs: detach, 1 row');
  expect(said(svg, 'app.notes').slice(0, 3)).toEqual([
    'app.notes: delete, 3 rows',
    'step 2: editor_id becomes NULL (2)',
    'step 3: delete (3)',
  ]);
});

test('a subject without a row of its own is drawn with all that holds its value', () => {
  const schema = schemaText('jobs: id, namespace text\n runs: id, job_id! -> jobs cascade');
  const svg = draw(schema, { value: { column: 'namespace' } });
  expect([...tablesOf(svg)].sort()).toEqual(['app.jobs', 'app.runs']);
  expect(said(svg, 'app.jobs')[2]).toBe('by namespace → the subject (its value)');
  expect(svg).toContain('>app.jobs hangs from the subject by its value<');
  expect(svg.split('>workspace:7</text>')).toHaveLength(2);
});

/** Tables that hang from others at random, some from several, some kept, ignored or lost. */
const schemas = fc
  .array(
    fc.record({
      name: fc.oneof(
        fc.stringMatching(/^[a-z]{1,10}$/),
        fc.string({ unit: fc.constantFrom(...'<&>"\'é漢\u0000\u001b \n]'), minLength: 1, maxLength: 9 }),
        fc.constant('x'.repeat(63)),
      ),
      to: fc.array(
        fc.tuple(
          fc.nat(),
          fc.boolean(),
          fc.constantFrom('cascade' as const, 'no action' as const, 'set null' as const),
        ),
        { maxLength: 3 },
      ),
      rule: fc.constantFrom('none', 'none', 'none', 'keep', 'ignore'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    const root = { name: 'app.workspaces', rule: 'none', references: [], columns: [] as string[] };
    const names = ['app.workspaces', ...rows.map(({ name }, at) => `app.${name.replaceAll(/[."]/gu, '')}${at}`)];
    const tables = rows.map(({ to, rule }, at) => {
      const name = names[at + 1] ?? '';
      const references = to.map(([target, , onDelete], index) =>
        sampleReference(name, `c${index}`, names[target % (at + 1)] ?? '', {
          onDelete,
          name: `${name}_c${index}`,
          index: 'i',
        }),
      );
      return { name, rule, references, nullable: to.map(([, nullable]) => nullable) };
    });
    const schema = sampleSchema([
      sampleTable(root.name),
      ...tables.map(({ name, references, nullable }) =>
        sampleTable(name, {
          references,
          columns: [
            sampleColumn('id', { nullable: false }),
            ...references.map((_, at) => sampleColumn(`c${at}`, { nullable: nullable[at] ?? true })),
          ],
        }),
      ),
    ]);
    const ruled = tables
      .filter(({ rule }) => rule === 'keep')
      .map(({ name }) => [name.slice('app.'.length), keep] as const);
    const ignored = tables
      .filter(({ rule }) => rule === 'ignore')
      .map(({ name }) => [name, 'of <nobody> & "none"'] as const);
    return { schema, question: { rules: Object.fromEntries(ruled), ignore: Object.fromEntries(ignored) } };
  });

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of every table that has a box. */
function boxesOf(svg: string): readonly Box[] {
  const rects = [
    ...svg.matchAll(
      /<g data-table="[^"]*" role="img"><title>[^<]*<\/title><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/gu,
    ),
  ];
  return rects.map(([, x, y, width, height]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
}

describe('whatever the schema', () => {
  test('the picture is well-formed, and every table is in it once', () => {
    fc.assert(
      fc.property(schemas, ({ schema, question }) => {
        const svg = draw(schema, question);
        expect(svg).not.toMatch(/(?!\n)\p{Cc}|NaN|undefined|Infinity/u);
        const shown = (name: string): string => name.replaceAll(/(?!\n)\p{Cc}/gu, '\ufffd');
        expect([...tablesOf(svg)].sort()).toEqual(Object.keys(schema.tables).map(shown).sort());
      }),
      { numRuns: 60 },
    );
  });

  test('no box lies over another, or outside', () => {
    fc.assert(
      fc.property(schemas, ({ schema, question }) => {
        const svg = draw(schema, question);
        const [tree = '', ...panels] = svg.split('<g transform=').toReversed()[0]?.split('<g><line') ?? [];
        const [, width = '0', height = '0'] = /width="(\d+)" height="(\d+)"/u.exec(svg) ?? [];
        for (const boxes of [tree, ...panels].map(boxesOf)) {
          for (const [index, a] of boxes.entries()) {
            expect(a.x + a.width <= Number(width) && a.y + a.height <= Number(height)).toBe(true);
            for (const b of boxes.slice(index + 1)) {
              const apart = a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
              expect(apart, JSON.stringify([a, b])).toBe(true);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
