import { LetheError } from '../errors.ts';
import { found } from '../planner/found.ts';
import { rootOf } from '../planner/root.ts';
import { type Setting, settingOf } from '../planner/setting.ts';
import { defineConfig } from '../policy/define.ts';
import { unlessFound } from '../policy/ignore.ts';
import type { Config, MentionsLink } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import { postgres } from '../policy/store.ts';
import { subject as subjectOf } from '../policy/subject.ts';
import { subjectColumn } from '../policy/subject-column.ts';
import { validateConfig } from '../policy/validate.ts';
import type { Schema } from '../schema/graph.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { SubjectAsked } from './draft.ts';

export interface Tried {
  readonly schema: Schema;
  readonly schemas: readonly string[];
  readonly links: readonly ProposedLink[];
  readonly subject: SubjectAsked;
  readonly rules: ReadonlyMap<string, RuleWritten>;
  readonly mentioning: readonly (readonly [string, MentionsLink])[];
}

/** The planner's own view of a schema with what is proposed so far: proposals follow from what plans would ask. */
export function settingFor({ schema, schemas, links, subject, rules, mentioning }: Tried): Setting {
  const { kind } = subject;
  const config = valid({
    schemas,
    links,
    kind,
    mentioning,
    written: writtenSubject(subject, Object.fromEntries(rules)),
  });
  const policy = found(config.subjects[kind], `${kind} is not in its own configuration`);
  const store = found(Object.values(config.stores)[0], 'a configuration without a store');
  const { root, findings } = rootOf({
    schema,
    store: { name: 'app', config: store },
    policy,
    subject: { kind, key: anyKey(schema, subject) },
  });
  if (root === null)
    throw new LetheError('USAGE', findings.map(({ message, next }) => `${message}. ${next}`).join(' '));
  return settingOf(schema, store, policy, root);
}

function writtenSubject(asked: SubjectAsked, rules: Readonly<Record<string, RuleWritten>>) {
  if (asked.table !== null) return subjectOf(asked.table, { ownership: asked.ownership, rules });
  return subjectColumn(asked.column, { rules, also: (asked.also ?? []).map(({ value }) => value) });
}

/** Of as many parts as the key has: what is proposed holds for every subject of the kind. */
function anyKey(schema: Schema, { table }: SubjectAsked): readonly string[] {
  if (table === null) return ['any'];
  return rowKeyIn(schema, table).map(() => 'any');
}

interface Written {
  readonly schemas: readonly string[];
  readonly links: readonly ProposedLink[];
  readonly kind: string;
  readonly mentioning: Tried['mentioning'];
  readonly written: ReturnType<typeof writtenSubject>;
}

function valid({ schemas, links, kind, mentioning, written }: Written): Config {
  const plain = links.map(({ link }) => ({
    ...{ table: link.table, columns: link.columns, to: link.to, toColumns: link.toColumns },
    ...(link.when === null ? {} : { when: link.when }),
    ...(link.path === undefined ? {} : { path: link.path }),
    ...(link.some === undefined ? {} : { some: link.some }),
    ...(link.says === undefined ? {} : { says: link.says }),
  }));
  const ignore = Object.fromEntries(
    mentioning.map(([table, mentionsLink]) => [table, unlessFound('it is looked through', { mentionsLink })]),
  );
  const store = postgres({ url: 'DATABASE_URL', schemas: [...schemas], links: plain, ignore });
  const result = validateConfig(defineConfig({ stores: { app: store }, subjects: { [kind]: written } }));
  if ('config' in result) return result.config;
  throw new Error(`bug: a proposal is no valid configuration: ${JSON.stringify(result.problems.slice(0, 3))}`);
}
