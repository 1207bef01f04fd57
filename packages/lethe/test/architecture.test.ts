import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** Imported by every folder; they import nothing of ours. */
const rootWords = ['errors.ts', 'ids.ts', 'canonical-json.ts', 'fault-point.ts'];

const everyPart =
  'schema policy planner propose map drawing requests engine evidence verify mail intake wire postgres'.split(' ');

/**
 * Which folder may import which. Explicit and not transitive: what is not written here is not allowed. A folder that
 * is missing from the table fails, so a new one has to say where it stands.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  policy: ['schema'],
  planner: ['schema', 'policy'],
  propose: ['schema', 'policy', 'planner'],
  map: ['schema', 'policy', 'planner'],
  drawing: ['schema', 'policy', 'planner'],
  requests: ['policy', 'planner'],
  verify: [],
  engine: ['schema', 'policy', 'planner', 'requests'],
  evidence: ['schema', 'policy', 'planner', 'requests', 'engine', 'verify'],
  mail: ['policy', 'planner', 'requests', 'engine'],
  intake: ['policy', 'planner', 'requests', 'engine'],
  // What crosses HTTP: shapes only.
  wire: ['policy', 'planner', 'requests', 'engine'],
  postgres: ['schema', 'policy', 'planner', 'propose', 'requests', 'engine', 'evidence', 'verify', 'mail', 'intake'],
  http: [
    'schema',
    'policy',
    'planner',
    'requests',
    'engine',
    'evidence',
    'verify',
    'mail',
    'intake',
    'wire',
    'postgres',
  ],
  service: [...everyPart, 'http'],
  cli: [...everyPart, 'http', 'service'],
  // For tests of ours and of users: it may take hold of everything, except the process it runs in.
  testing: [...everyPart, 'http', 'service'],
  // Asks a running Lethe, from the host's own code.
  client: ['requests', 'wire'],
  // The public API is what a policy file needs. Running Lethe is the command's.
  'index.ts': ['policy'],
};

/** Folders that decide. They see no Node, no clock and no randomness; tsconfig.pure.json makes the globals errors. */
const pure = ['schema', 'policy', 'planner', 'propose', 'map', 'drawing', 'requests', 'verify'];
const packagesOfPureFolders = ['temporal-polyfill', '@noble/hashes', '@noble/curves'];

/** Names that say nothing, or gather what does not belong together. */
const forbiddenFiles = /^(utils?|helpers?|lib|common|misc|shared|types|constants|interfaces)(\.ts)?$/;

/** An index.ts is the face of a published entry point; anywhere else it is a barrel that hides who needs what. */
const entryPoints = ['index.ts', 'client/index.ts', 'verify/index.ts', 'testing/index.ts'];

interface SourceFile {
  readonly path: string;
  /** Folder under src, or the file itself at the root. */
  readonly place: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourceFiles(): SourceFile[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !isTest(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(src, path), 'utf8');
      return { path, place: placeOf(path), text, imports: importsOf(text) };
    });
}

const isTest = (path: string): boolean => /\.(test|fixture)\.ts$/.test(path);

function placeOf(path: string): string {
  const [first = path] = path.split('/');
  return first;
}

/** Specifiers of `import … from`, `export … from`, `import '…'` and `import('…')`, with comments left out. */
function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const statements = /^\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s)?\s*'([^'\n]+)'/gm;
  const calls = /\bimport\(\s*'([^'\n]+)'\s*\)/g;
  return [...code.matchAll(statements), ...code.matchAll(calls)].map(([, specifier = '']) => specifier);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Places under src that the file imports from, other than its own. */
function places({ path, place, imports }: SourceFile): string[] {
  const targets = imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => placeOf(relative(src, resolve(src, dirname(path), specifier))));
  return [...new Set(targets)].filter((target) => target !== place);
}

/** Statements begin like this in template text or strings; prose in an error message does not. */
const sqlText =
  /[`'"]\s*(?:select\b|insert into\b|update [\w."]+ set\b|delete from\b|create (?:table|index|trigger)\b)/i;
const sqlTag = /\bsql(?:<[^`]*>)?`/;

/** What the pure rules find but a person has looked at. Each with its reason; nothing else is let through. */
const exceptions: Readonly<Record<string, string>> = {
  'planner/database-findings.ts': 'names of privileges',
  'planner/unindexed.ts': 'an index for a person to create, as the next step of a finding',
  'testing/database.ts': 'CREATE DATABASE and DROP DATABASE for tests; postgres/ never does either',
};

const files = sourceFiles();

describe('direction', () => {
  it.each(files.map((file) => [file.path, file] as const))('%s imports only what its folder may', (_, file) => {
    const allowed = rootWords.includes(file.path) ? [] : [...rootWords, ...(MAY_IMPORT[file.place] ?? [])];
    if (!rootWords.includes(file.path)) expect(Object.keys(MAY_IMPORT)).toContain(file.place);
    expect(places(file).filter((place) => !allowed.includes(place))).toEqual([]);
  });

  it.each(files.filter(({ place }) => pure.includes(place)).map((file) => [file.path, file] as const))(
    '%s, which decides, imports no Node and only packages that compute',
    (_, file) => {
      const outside = file.imports.filter((specifier) => !specifier.startsWith('.'));
      const strange = outside.filter(
        (specifier) => !packagesOfPureFolders.some((name) => specifier === name || specifier.startsWith(`${name}/`)),
      );
      expect(strange).toEqual([]);
    },
  );

  it('sees an import in each of its forms', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type {\n  B,\n} from '../b/b.ts';",
      "export { c } from './c.ts';",
      "export * from './d.ts';",
      "import './e.ts';",
      "const f = await import('./f.ts');",
      "// import g from './g.ts';",
      "/* import h from './h.ts'; */",
      "throw new Error('taken from ./i.ts');",
    ].join('\n');
    expect(importsOf(text).sort()).toEqual(['../b/b.ts', './a.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });
});

describe('side effects', () => {
  it('only cli/ prints or ends the process', () => {
    const printing = /\bconsole\.\w+\s*\(|\bprocess\.(?:exit|exitCode|stdout|stderr)\b/;
    const found = files.filter(({ place, text }) => place !== 'cli' && printing.test(withoutComments(text)));
    // A child process's script is text in our file; it prints in a process of its own.
    expect(found.map(({ path }) => path)).toEqual(['testing/starter-process.ts']);
  });

  it('only postgres/ holds SQL', () => {
    const found = files
      .filter(({ place, text }) => place !== 'postgres' && holdsSql(text))
      .map(({ path }) => path)
      .filter((path) => !(path in exceptions));
    expect(found).toEqual([]);
  });

  it('excepts no file that needs no exception', () => {
    const needed = files.filter(({ place, text }) => place !== 'postgres' && holdsSql(text)).map(({ path }) => path);
    expect(Object.keys(exceptions).filter((path) => !needed.includes(path))).toEqual([]);
  });

  it('only postgres/ and the makers of test databases know the database driver and the job library', () => {
    const found = files
      .filter(({ imports }) => imports.some((specifier) => ['pg', 'kysely', 'pg-boss'].includes(specifier)))
      .filter(({ place, path }) => place !== 'postgres' && !(path in exceptions));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

function holdsSql(text: string): boolean {
  const code = withoutComments(text);
  return sqlTag.test(code) || sqlText.test(code);
}

describe('names', () => {
  it('no file or folder is a drawer', () => {
    const parts = files.flatMap(({ path }) => path.split('/').filter((part) => forbiddenFiles.test(part)));
    expect(parts).toEqual([]);
  });

  it('index.ts stands only where an entry point is published', () => {
    const found = files.filter(({ path }) => basename(path) === 'index.ts').map(({ path }) => path);
    expect(found.sort()).toEqual([...entryPoints].sort());
  });

  it('only entry points pass on what another file exports', () => {
    const barrels = files.filter(
      ({ path, text }) => !entryPoints.includes(path) && /^export\b[^;]*\bfrom '/m.test(withoutComments(text)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });
});

/** Tools of this checkout that are not part of the example a reader copies. */
const toolsOfTheCheckout = ['examples/crm/scripts/generate-schema.ts'];

describe('examples', () => {
  it('use the published entry points only', () => {
    const found = readdirSync(join(checkout, 'examples'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.includes('node_modules') && !isTest(path))
      .map((path) => join('examples', path))
      .filter((path) => !toolsOfTheCheckout.includes(path))
      .filter((path) => importsOf(readFileSync(join(checkout, path), 'utf8')).some((to) => to.includes('packages/')));
    expect(found).toEqual([]);
  });
});
