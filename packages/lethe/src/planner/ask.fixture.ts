import { plainLife } from '../policy/plain-life.fixture.ts';
import type { Link, Owns, RowSubject, Rule, StoreConfig, ValueSource } from '../policy/policy.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import { found } from './found.ts';
import type { TableHold } from './holds.ts';
import { outline } from './outline.ts';
import type { Outline, Step } from './plan.ts';

/** A question to the planner in which everything not said is plainest: tenant 7 of `app.workspaces`, no rules. */
export interface Question {
  readonly policy?: Partial<RowSubject>;
  /** A subject without a row: by this column, of whatever tables have it. */
  readonly value?: Partial<ValueSource>;
  readonly rules?: Readonly<Record<string, Rule>>;
  readonly links?: readonly Link[];
  readonly owned?: readonly Owns[];
  readonly ignore?: StoreConfig['ignore'];
  readonly searched?: Readonly<Record<string, readonly string[]>>;
  readonly mentioning?: NonNullable<StoreConfig['mentioning']>;
  readonly mayStay?: StoreConfig['mayStay'];
  readonly refresh?: StoreConfig['refresh'];
  readonly change?: (table: Table) => Partial<Table>;
  readonly key?: readonly string[];
  readonly holds?: readonly TableHold[];
}

export function ask(text: string, question: Question = {}): Outline {
  return askOf(schemaText(text, question.change), question);
}

export function askOf(schema: Schema, question: Question = {}): Outline {
  const { policy, value, rules, links = [], owned = [], refresh = [], key = ['7'], holds = [] } = question;
  const { ignore = {}, searched = {}, mentioning = {}, mayStay = {} } = question;
  const asked: RowSubject = {
    ...{ kind: 'workspace', table: 'app.workspaces', ownership: 'tenant', members: null, rules: {}, effects: [] },
    ...plainLife,
    ...{ blockers: [], identifiers: [], triggers: {}, insertGuard: false },
    ...policy,
    ...(rules === undefined
      ? {}
      : { rules: Object.fromEntries(Object.entries(rules).map(([table, rule]) => [`app.${table}`, rule])) }),
  };
  return outline({
    schema,
    store: {
      name: 'crm',
      config: {
        type: 'postgres',
        urlFrom: 'CRM_URL',
        schemas: ['app'],
        links,
        owned,
        ignore,
        searched,
        mentioning,
        mayStay,
        refresh,
        people: null,
        backups: null,
      },
    },
    policy: value === undefined ? asked : { ...asked, ...ofNoRow, value: { ...plainValue, ...value } },
    subject: { kind: policy?.kind ?? 'workspace', key },
    holds,
    policyHash: 'policy',
    schemaFingerprint: 'schema',
  });
}

const ofNoRow = { table: null, name: null, handle: null, timeZone: null, within: null } as const;
const plainValue: ValueSource = { column: 'namespace', also: [], except: [] };

export const person: Partial<RowSubject> = { kind: 'user', table: 'app.users', ownership: 'person' };

export const keep: Rule = {
  rule: 'keep',
  retention: { for: { unit: 'years', count: 7 }, from: null, endOf: null, because: 'tax law' },
};

export const spine: Rule = { rule: 'anonymise', columns: {}, keepFor: null, spine: true };
export const anonymise: Rule = { rule: 'anonymise', columns: {}, keepFor: null };

export function detach(...columns: readonly string[]): Rule {
  return { rule: 'detach', columns };
}

/** `delete messages`, in order. */
export function order({ steps }: Outline): readonly string[] {
  return steps.map(({ kind, table }) => `${kind} ${table.replace('app.', '')}`);
}

export function stepFor(outline: Outline, kind: Step['kind'], table: string): Step {
  const step = outline.steps.find((each) => each.kind === kind && each.table === `app.${table}`);
  return found(step, `no step ${kind} ${table} among: ${order(outline).join(', ')}`);
}

/** `CODE table`, sorted as the outline sorts them. */
export function codes(outline: Outline, of: 'findings' | 'warnings' = 'findings'): readonly string[] {
  return outline[of].map(({ code, table }) => `${code} ${table.replace('app.', '')}`);
}
