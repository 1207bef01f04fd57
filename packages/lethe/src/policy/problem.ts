/** One thing wrong in a configuration: where, what was expected and found, and what to write instead. */
export interface Problem {
  /** In the words of the file: `subjects.workspace.rules["app.invoices"].from`. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  readonly write: string;
}

/** A place in the configuration, which knows its path and takes the problems found there. */
export interface Place {
  readonly path: string;
  field(name: string): Place;
  item(index: number): Place;
  problem(problem: Omit<Problem, 'path'>): void;
}

/**
 * The root place and the list its problems end in. Below a place that has a problem nothing more is noted: what is
 * read there is a stand-in, and a second complaint about it would send the reader after something he never wrote.
 */
export function problemList(): { root: Place; problems: Problem[] } {
  const problems: Problem[] = [];
  const taken = new Set<string>();
  const place = (path: string, above: readonly string[]): Place => {
    const line = [...above, path];
    return {
      path,
      field: (name) => place(isWord(name) ? join(path, name) : `${path}[${JSON.stringify(shortened(name))}]`, line),
      item: (index) => place(`${path}[${index}]`, line),
      problem(problem) {
        if (line.some((each) => taken.has(each))) return;
        taken.add(path);
        problems.push(Object.freeze({ path, ...problem }));
      },
    };
  };
  return { root: place('', []), problems };
}

const isWord = (name: string): boolean => /^[A-Za-z_$][\w$]{0,62}$/.test(name);

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const longestShown = 60;

// More than a schema, a table and a trigger of the longest names PostgreSQL allows: an honest name is never cut.
const shortened = (text: string, longest = 4 * 63): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

/** A value in a few words, for `found`. A URL is never repeated: it may hold a password. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return textInWords(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return objectInWords(Object.keys(value));
  return String(value);
}

function textInWords(text: string): string {
  if (text.includes('://')) return 'a URL';
  return JSON.stringify(shortened(text, longestShown));
}

function objectInWords(keys: readonly string[]): string {
  if (keys.length === 0) return 'an empty object';
  const shown = keys.slice(0, 5).map((key) => shortened(key, longestShown));
  return `an object with ${shown.join(', ')}${keys.length > shown.length ? ', …' : ''}`;
}
