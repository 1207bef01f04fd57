import { describe, expect, test } from 'vitest';
import { anonymise, ask, keep } from './ask.fixture.ts';
import { noCounts } from './no-counts.ts';
import { digestOf, seal } from './seal.ts';
import { shape } from './shape.ts';

/** Made inside each test, so that a mutant is run against the tests that reach it and no others. */
const planned = () =>
  ask(
    `
  workspaces: id
  contacts: id, workspace_id! -> workspaces cascade
  notes: id, workspace_id! -> workspaces cascade, contact_id! -> contacts cascade
  invoices: id, workspace_id! -> workspaces
`,
    {
      rules: { invoices: keep, workspaces: anonymise },
      key: ['7'],
      policy: {
        effects: [{ name: 'tell', version: 3, table: 'app.contacts', values: [], order: 'after', where: null }],
        blockers: [
          {
            name: 'unpaid',
            version: 1,
            table: 'app.invoices',
            where: null,
            level: 'block',
            message: 'There are unpaid invoices.',
          },
          { name: 'busy', version: 1, table: 'app.notes', where: null, level: 'warn', message: 'Somebody works here.' },
        ],
        insertGuard: true,
      },
    },
  );

describe('a sealed plan', () => {
  test('counts a row once a step', () => {
    const outline = planned();
    const none = noCounts(outline);
    const plan = seal(outline, { ...none, steps: outline.steps.map((_, at) => at + 1) });
    expect(plan.rows).toBe(10);
    expect(plan.findings).toEqual([]);
    expect(plan.warnings).toEqual([]);
  });

  test('has a digest of the outline alone', () => {
    const outline = planned();
    const none = noCounts(outline);
    const plan = seal(outline, { ...none, steps: outline.steps.map(() => 5) });
    expect(plan.digest).toBe(seal(outline, none).digest);
    expect(plan.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf({ ...outline, subject: { kind: 'workspace', key: ['8'] } })).not.toBe(plan.digest);
  });

  test('has what counting found as findings and warnings', () => {
    const outline = planned();
    const none = noCounts(outline);
    const plan = seal(outline, { ...none, checks: [3], blockers: [1, 2] });
    expect(plan.findings).toEqual([
      {
        code: 'CROSS_TENANT',
        table: 'app.notes',
        message:
          "3 rows of app.notes that are not the subject's hang from its rows of app.contacts (notes_contact_id_fkey)",
        next: "Repair these rows of app.notes: point notes_contact_id_fkey at a row of their own tenant, or delete them in the product. Where such rows are meant (people who work for several), detach the link by which what they share is taken for the subject's own: 'app.notes': detach(…), or a rule for the table that notes_contact_id_fkey leads to.",
      },
      {
        code: 'BLOCKER',
        table: 'app.invoices',
        message: 'There are unpaid invoices. (unpaid: 1 row of app.invoices)',
        next: 'Settle these rows of app.invoices in the product, then plan again.',
      },
    ]);
    expect(plan.warnings).toEqual([
      {
        code: 'BLOCKER',
        table: 'app.notes',
        message: 'Somebody works here. (busy: 2 rows of app.notes)',
        next: 'Nothing, if this is expected.',
      },
    ]);
  });

  test('refuses counts that belong to another outline', () => {
    const outline = planned();
    const none = noCounts(outline);
    for (const part of ['steps', 'kept', 'effects', 'blockers', 'checks'] as const) {
      expect(() => seal(outline, { ...none, [part]: [] })).toThrow(`bug: 0 counts for ${outline[part].length} ${part}`);
    }
  });

  test('is frozen through and through', () => {
    const outline = planned();
    const none = noCounts(outline);
    const plan = seal(outline, none);
    expect(
      [plan, plan.counts.steps, plan.outline.steps[0], plan.outline.steps[0]?.predicate].every(Object.isFrozen),
    ).toBe(true);
  });

  test('is shown as the JSON of the command line', () => {
    const outline = planned();
    const none = noCounts(outline);
    const plan = seal(outline, {
      ...none,
      steps: [4, 3, 1, 0],
      kept: [
        { rows: 2, until: '2034-01-01' },
        { rows: 1, until: null },
      ],
      effects: [3],
      checks: [1],
    });
    expect(shape(plan)).toEqual({
      digest: plan.digest,
      subject: { kind: 'workspace', key: '7' },
      rows: 8,
      steps: outline.steps.map(({ kind, table, why }, at) => ({ kind, table, rows: [4, 3, 1, 0][at], why })),
      kept: [
        { table: 'app.invoices', rows: 2, reason: 'tax law', until: '2034-01-01' },
        { table: 'app.workspaces', rows: 1, reason: 'kept rows hang from it', until: null },
      ],
      effects: [{ name: 'tell@3', table: 'app.contacts', order: 'after', rows: 3 }],
      findings: plan.findings,
      warnings: [],
    });
  });
});
