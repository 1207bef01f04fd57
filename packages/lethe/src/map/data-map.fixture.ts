import { plainLife } from '../policy/plain-life.fixture.ts';
import type { Config, RowSubject, StoreConfig, SubjectPolicy, ValueSource } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import { type DataMap, mapOf, outlineKinds } from './data-map.ts';

/** Everything not said is plainest; with a value, the subject has no row of its own. */
type SubjectWritten = Partial<RowSubject> & { readonly value?: ValueSource };

export interface Written {
  readonly store?: Partial<StoreConfig>;
  /** By kind. */
  readonly subjects?: Readonly<Record<string, SubjectWritten>>;
}

export function configOf({ store, subjects = { workspace: {} } }: Written = {}): Config {
  const plain = {
    type: 'postgres',
    urlFrom: 'URL',
    schemas: ['app'],
    links: [],
    owned: [],
    ignore: {},
    mayStay: {},
    refresh: [],
  } as const;
  return {
    stores: { crm: { ...plain, people: null, backups: null, ...store } },
    subjects: Object.fromEntries(Object.entries(subjects).map(([kind, written]) => [kind, policyOf(kind, written)])),
  };
}

function policyOf(kind: string, { value, ...policy }: SubjectWritten): SubjectPolicy {
  const row: RowSubject = {
    ...{ kind, table: 'app.workspaces', ownership: 'tenant', members: null, rules: {}, effects: [] },
    ...plainLife,
    ...{ blockers: [], identifiers: [], triggers: {}, insertGuard: false },
    ...policy,
  };
  return value === undefined
    ? row
    : { ...row, value, table: null, name: null, handle: null, timeZone: null, within: null };
}

export function mapFor(schema: Schema, written: Written = {}): DataMap {
  return mapOf(schema, outlineKinds(schema, configOf(written)));
}
