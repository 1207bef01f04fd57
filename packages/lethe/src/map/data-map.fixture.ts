import { plainLife } from '../policy/plain-life.fixture.ts';
import type { Config, RowSubject, StoreConfig } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import { type DataMap, mapOf, outlineKinds } from './data-map.ts';

export interface Written {
  readonly store?: Partial<StoreConfig>;
  /** By kind; everything not said is plainest. */
  readonly subjects?: Readonly<Record<string, Partial<RowSubject>>>;
}

export function configOf({ store, subjects = { workspace: {} } }: Written = {}): Config {
  const plain = {
    type: 'postgres',
    urlFrom: 'URL',
    schemas: ['app'],
    links: [],
    ignore: {},
    mayStay: {},
    refresh: [],
  } as const;
  return {
    stores: { crm: { ...plain, people: null, backups: null, ...store } },
    subjects: Object.fromEntries(Object.entries(subjects).map(([kind, policy]) => [kind, policyOf(kind, policy)])),
  };
}

function policyOf(kind: string, policy: Partial<RowSubject>): RowSubject {
  return {
    ...{ kind, table: 'app.workspaces', ownership: 'tenant', members: null, rules: {}, effects: [] },
    ...plainLife,
    ...{ blockers: [], identifiers: [], triggers: {}, insertGuard: false },
    ...policy,
  };
}

export function mapFor(schema: Schema, written: Written = {}): DataMap {
  return mapOf(schema, outlineKinds(schema, configOf(written)));
}
