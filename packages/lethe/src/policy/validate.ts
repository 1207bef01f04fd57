import { LetheError } from '../errors.ts';
import type { Schema } from '../schema/graph.ts';
import { checkContradictions, checkSharedEffects, effectId } from './contradiction.ts';
import type { EffectRun } from './effect.ts';
import { checkLife } from './life-contradiction.ts';
import { readName } from './names.ts';
import type { Config, StoreConfig, SubjectPolicy } from './policy.ts';
import { type Place, type Problem, problemList } from './problem.ts';
import { object, type Read, record, refuse, required } from './read.ts';
import { checkShortened } from './shortened-retention.ts';
import { isPlainObject, snapshot } from './snapshot.ts';
import { checkStore, readStore } from './store.ts';
import { readSubject } from './subject.ts';
import { checkSubject } from './subject-check.ts';
import { readSubjectColumn } from './subject-column.ts';
import { checkWithin, checkWithinKey } from './within.ts';

export type Validation = { readonly config: Config } | { readonly problems: readonly Problem[] };

/**
 * Makes data of what a configuration file exports, or tells everything that is wrong with it. With the live schema, the
 * names and types it speaks of are checked too. Never throws, whatever the value.
 */
export function validateConfig(value: unknown, schema?: Schema): Validation {
  const { config, problems } = read(value, schema ?? null);
  return problems.length === 0 ? { config } : { problems };
}

/** The code of the effects, by `name@version`. The configuration must be one that `validateConfig` accepts. */
export function effectRuns(value: unknown): Map<string, EffectRun> {
  const { runs, problems } = read(value, null);
  if (problems.length === 0) return runs;
  throw new LetheError('CONFIG_INVALID', `the configuration has ${problems.length} problem(s)`, {
    details: { problems },
  });
}

type SubjectRead = ReturnType<typeof readSubject> | ReturnType<typeof readSubjectColumn>;

const readEither: Read<SubjectRead> = (value, at) =>
  isPlainObject(value) && Object.hasOwn(value, 'column') ? readSubjectColumn(value, at) : readSubject(value, at);

const readConfig = object<{
  stores: Readonly<Record<string, StoreConfig>>;
  subjects: Readonly<Record<string, SubjectRead>>;
}>(
  { expected: 'a configuration', write: 'export default defineConfig({ stores: { … }, subjects: { … } })' },
  {
    stores: required(
      record(
        { expected: 'stores by name', write: "stores: { app: postgres({ url: 'DATABASE_URL', schemas: ['app'] }) }" },
        named(readStore),
      ),
    ),
    subjects: required(
      record(
        { expected: 'subjects by kind', write: "subjects: { workspace: subject('app.workspaces') }" },
        named(readEither),
      ),
    ),
  },
);

function named<T>(readItem: (value: unknown, at: Place) => T): (name: string, value: unknown, at: Place) => T {
  return (name, value, at) => {
    readName(name, at);
    return readItem(value, at);
  };
}

function read(
  value: unknown,
  schema: Schema | null,
): { config: Config; runs: Map<string, EffectRun>; problems: Problem[] } {
  const { root, problems } = problemList();
  const written = readConfig(snapshot(value, root), root);
  const config = dataOf(written);
  checkCounts(config, root);
  checkTogether(config, schema, root);
  const effects = Object.entries(written.subjects).flatMap(([kind, each]) =>
    each.effects.map((one, index) => ({
      read: one,
      at: root.field('subjects').field(kind).field('effects').item(index),
    })),
  );
  checkSharedEffects(effects);
  const runs = new Map<string, EffectRun>();
  for (const { read } of effects) if (read.run !== null) runs.set(effectId(read.effect), read.run);
  return { config, runs, problems };
}

function checkTogether({ stores, subjects }: Config, schema: Schema | null, root: Place): void {
  for (const [name, store] of Object.entries(stores)) {
    const at = root.field('stores').field(name);
    if (schema !== null) checkStore(at, { schema, store });
    for (const [kind, policy] of Object.entries(subjects)) {
      const place = root.field('subjects').field(kind);
      checkContradictions(policy, store, place);
      checkLife(policy, store, { subject: place, store: at });
      checkWithin(policy, subjects, place);
      checkShortened(policy, subjects, root.field('subjects'));
      if (schema === null) continue;
      checkSubject(policy, place, { schema, store });
      checkWithinKey(policy, subjects, place, { schema, store });
    }
  }
}

function dataOf(written: ReturnType<typeof readConfig>): Config {
  const subjects: Record<string, SubjectPolicy> = Object.create(null);
  for (const [kind, { effects, ...rest }] of Object.entries(written.subjects)) {
    subjects[kind] = Object.freeze({ kind, ...rest, effects: Object.freeze(effects.map((each) => each.effect)) });
  }
  return Object.freeze({ stores: written.stores, subjects: Object.freeze(subjects) });
}

function checkCounts(config: Config, root: Place): void {
  const stores = Object.keys(config.stores);
  if (stores.length !== 1) {
    const write = "stores: { app: postgres({ url: 'DATABASE_URL', schemas: ['app'] }) }";
    refuse(stores, root.field('stores'), { expected: 'exactly one store', write });
  }
  if (Object.keys(config.subjects).length === 0) {
    const write = "subjects: { workspace: subject('app.workspaces') }";
    refuse(config.subjects, root.field('subjects'), { expected: 'at least one subject', write });
  }
}
