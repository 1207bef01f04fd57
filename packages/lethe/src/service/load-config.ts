import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LetheError } from '../errors.ts';
import type { EffectRun } from '../policy/effect.ts';
import type { Config, StoreConfig } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { effectRuns, validateConfig } from '../policy/validate.ts';
import type { Schema } from '../schema/graph.ts';

export interface LoadedConfig {
  readonly file: string;
  readonly config: Config;
  readonly effects: ReadonlyMap<string, EffectRun>;
  readonly store: { readonly name: string; readonly config: StoreConfig };
  /** The same checks again, with the names and types of the live schema. Throws CONFIG_INVALID with every problem. */
  checkAgainst(schema: Schema): void;
  /** The same problems, as a list. */
  problemsAgainst(schema: Schema): readonly Problem[];
}

const fileName = 'lethe.config.ts';

/** `given`: a folder or file; without it the nearest lethe.config.ts upwards from `cwd`. */
export async function loadConfig(given: string | undefined, cwd: string): Promise<LoadedConfig> {
  const file = given === undefined ? nearest(cwd) : named(resolve(cwd, given));
  const written = await importDefault(file);
  const config = requireValid(file, written);
  const [store, ...others] = Object.entries(config.stores);
  if (store === undefined || others.length > 0) {
    throw new LetheError(
      'CONFIG_INVALID',
      `${file}: exactly one store is supported, ${Object.keys(config.stores).length} are written`,
    );
  }
  return {
    file,
    config,
    effects: effectRuns(written),
    store: { name: store[0], config: store[1] },
    checkAgainst: (schema) => void requireValid(file, written, schema),
    problemsAgainst: (schema) => {
      const result = validateConfig(written, schema);
      return 'problems' in result ? result.problems : [];
    },
  };
}

function nearest(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, fileName);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new LetheError('CONFIG_NOT_FOUND', `no ${fileName} in ${cwd} or above`);
  }
}

function named(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, fileName) : path;
  if (!existsSync(file)) throw new LetheError('CONFIG_NOT_FOUND', `there is no ${file}`);
  return file;
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LetheError('CONFIG_INVALID', `${file} could not be loaded: ${why}`, { cause });
  }
}

function requireValid(file: string, written: unknown, schema?: Schema): Config {
  const result = validateConfig(written, schema);
  if ('config' in result) return result.config;
  const { problems } = result;
  throw new LetheError(
    'CONFIG_INVALID',
    [`${file} has ${problems.length} problem${problems.length === 1 ? '' : 's'}:`, ...problems.map(line)].join('\n'),
    {
      details: { problems },
    },
  );
}

function line({ path, expected, found, write }: Problem): string {
  return `  ${path}: expected ${expected}, found ${found}. Write: ${write}`;
}
