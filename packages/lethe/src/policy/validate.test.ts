import { describe, expect, it } from 'vitest';
import { crm, crmSchema, releaseNumbers, workspace } from './crm.fixture.ts';
import { years } from './duration.ts';
import { keep } from './keep.ts';
import { inSubject, problemsOf } from './problems.fixture.ts';
import { postgres } from './store.ts';
import { validateConfig } from './validate.ts';

describe('a good configuration', () => {
  it('becomes frozen data without code, with every default filled in', () => {
    const result = validateConfig(crm, crmSchema);
    expect(result).not.toHaveProperty('problems');
    const config = 'config' in result ? result.config : null;
    expect(config?.stores['crm']).toMatchObject({ type: 'postgres', urlFrom: 'CRM_DATABASE_URL', ignore: {} });
    expect(config?.stores['crm']?.links[0]?.when).toBeNull();
    expect(config?.subjects['workspace']).toMatchObject({ kind: 'workspace', ownership: 'tenant', insertGuard: false });
    expect(config?.subjects['workspace']?.rules['app.invoices']).toEqual({
      rule: 'keep',
      retention: { for: { unit: 'years', count: 7 }, from: 'issued_at', endOf: 'year', because: 'tax law' },
    });
    expect(config?.subjects['workspace']?.effects).toEqual([
      {
        name: 'release-numbers',
        version: 1,
        table: 'app.phone_numbers',
        values: ['e164', 'vendor_ref'],
        order: 'after',
        where: null,
      },
    ]);
    expect(config?.subjects['workspace']?.blockers[0]?.level).toBe('block');
    expect(Object.isFrozen(config?.subjects['workspace']?.rules)).toBe(true);
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  it('is found good without the schema too, and finds no kind that only Object.prototype has', () => {
    const result = validateConfig(crm);
    expect('config' in result && result.config.subjects['constructor']).toBeUndefined();
  });

  it('may use one effect in two subjects', () => {
    expect(problemsOf({ ...crm, subjects: { workspace, team: { ...workspace, table: 'app.workspaces' } } })).toEqual(
      [],
    );
  });

  it('may write undefined for a field left out', () => {
    expect(inSubject({ members: undefined })).toEqual([]);
  });
});

describe('problems', () => {
  it('are all listed at once, each with its place and what to write', () => {
    const value = {
      stores: { crm: postgres({ url: 'postgres://crm:secret@db/crm', schemas: ['app'] }) },
      subjects: {
        workspace: {
          table: 'app.workspace',
          owner: 'x',
          rules: {
            'app.invoices': keep({ for: years(0), from: 'isued_at', because: ' ' }),
            'app.orders': 'delte',
            'app.audit_log': { rule: 'anonymise', columns: {} },
          },
          insertGuard: 'yes',
        },
      },
    };
    expect(problemsOf(value)).toEqual([
      {
        path: 'stores.crm.url',
        expected: 'the name of an environment variable',
        found: 'a URL',
        write: "url: 'DATABASE_URL'",
      },
      {
        path: 'subjects.workspace.owner',
        expected:
          'one of table, ownership, name, handle, timeZone, within, members, request, grace, approval, deadlines, clear, deactivate, rules, effects, blockers, identifiers, triggers, insertGuard',
        found: '"owner"',
        write: 'nothing: remove it',
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].for',
        expected: 'years(…) of a whole number from 1 to 100',
        found: 'years(0)',
        write: 'years(7)',
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].because',
        expected: 'a reason in words',
        found: '" "',
        write: "why, as the person asking would read it, such as 'tax law'",
      },
      {
        path: 'subjects.workspace.rules["app.orders"]',
        expected: "'delete', anonymise(…), detach(…), keep(…) or ignore(…)",
        found: '"delte"',
        write: "'delete'",
      },
      {
        path: 'subjects.workspace.rules["app.audit_log"].columns',
        expected: 'the columns to empty',
        found: 'an empty object',
        write: "anonymise({ columns: { email: 'null' } })",
      },
      { path: 'subjects.workspace.insertGuard', expected: 'true or false', found: '"yes"', write: 'true or false' },
      {
        path: 'subjects.workspace.table',
        expected: 'a table of the schemas app',
        found: '"app.workspace"',
        write: "'app.workspaces'",
      },
      {
        path: 'subjects.workspace.rules["app.invoices"].from',
        expected: 'a column of app.invoices',
        found: '"isued_at"',
        write: "'issued_at'",
      },
    ]);
  });

  it('are noted once for one mistake, not again for what stands in its place', () => {
    expect(problemsOf({}).map((problem) => problem.path)).toEqual(['stores', 'subjects']);
    expect(problemsOf(undefined)).toEqual([
      {
        path: '',
        expected: 'a configuration',
        found: 'nothing',
        write: 'export default defineConfig({ stores: { … }, subjects: { … } })',
      },
    ]);
    expect(
      inSubject({ effects: [{ ...releaseNumbers, table: 7, values: ['id'] }] }).map((problem) => problem.path),
    ).toEqual(['subjects.workspace.effects[0].table']);
  });
});
