import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { RowSubject, StoreConfig, SubjectPolicy, ValueSubject } from './policy.ts';

/**
 * Names everything the configuration says about what is carried out for one subject: its policy, and the store's links
 * and ignored tables, which decide what belongs to it. Code is in it by `name@version` only. SHA-256, hex, over canonical
 * JSON.
 *
 * It is part of the digest of every plan, which approvals bind and certificates name. So it leaves out what is said about
 * the life of a request: another reminder would void every approval, and the plan would still be the same plan. A request
 * carries those words by value instead, as they were on its day.
 */
export function policyHash(policy: SubjectPolicy, store: StoreConfig): string {
  const hashed = { v: 1, policy: only(policy, ofPolicy), store: only(store, ofStore) };
  return sha256Hex(canonicalJson(hashed));
}

/** A field that is added to the language and not decided on here does not compile. */
type Decides<Value> = { readonly [Field in keyof Value]-?: 'what is carried out' | 'the life of a request' };

const ofPolicy: Decides<RowSubject & Pick<ValueSubject, 'value'>> = {
  kind: 'what is carried out',
  table: 'what is carried out',
  value: 'what is carried out',
  ownership: 'what is carried out',
  members: 'what is carried out',
  rules: 'what is carried out',
  effects: 'what is carried out',
  blockers: 'what is carried out',
  identifiers: 'what is carried out',
  triggers: 'what is carried out',
  insertGuard: 'what is carried out',
  name: 'the life of a request',
  handle: 'the life of a request',
  timeZone: 'the life of a request',
  within: 'the life of a request',
  request: 'the life of a request',
  grace: 'the life of a request',
  approval: 'the life of a request',
  deadlines: 'the life of a request',
  clear: 'the life of a request',
  deactivate: 'the life of a request',
};

const ofStore: Decides<StoreConfig> = {
  type: 'what is carried out',
  urlFrom: 'what is carried out',
  schemas: 'what is carried out',
  links: 'what is carried out',
  owned: 'what is carried out',
  ignore: 'what is carried out',
  searched: 'what is carried out',
  mentioning: 'what is carried out',
  // What is done about copies when the rows have gone: it changes nothing of what goes.
  refresh: 'the life of a request',
  people: 'the life of a request',
  // What was looked at when the data map was reviewed, or when a run had found it: it changes nothing of what goes.
  mayStay: 'the life of a request',
  // Says how long copies outlast the deletion, and changes nothing of what is deleted.
  backups: 'the life of a request',
};

function only<Value extends object>(value: Value, decides: Decides<Value>): Readonly<Record<string, unknown>> {
  const lives = new Set(
    Object.keys(decides).filter((field) => decides[field as keyof Value] !== 'what is carried out'),
  );
  return Object.fromEntries(Object.entries(value).filter(([field]) => !lives.has(field)));
}
