import { nearest } from './nearest.ts';
import { inWords, type Place } from './problem.ts';
import { isPlainObject, type PlainObject } from './snapshot.ts';

/**
 * Reads one value of a snapshot. It always returns something of the type: after a problem a stand-in, below which no
 * further problem is noted, so that one reading finds everything that is wrong.
 */
export type Read<T> = (value: unknown, at: Place) => T;

export interface Field<T> {
  readonly read: Read<T>;
  readonly otherwise: readonly [T] | null;
}

export const required = <T>(read: Read<T>): Field<T> => ({ read, otherwise: null });

export const optional = <T>(read: Read<T>, otherwise: T): Field<T> => ({ read, otherwise: [otherwise] });

/** What to tell the writer when the value is not of the kind: what it must be, and an example. */
interface Wanted {
  readonly expected: string;
  readonly write: string;
}

export function refuse(value: unknown, at: Place, wanted: Wanted): void {
  at.problem({ expected: wanted.expected, found: inWords(value), write: wanted.write });
}

/** An object with exactly these fields; a field that nobody knows is a problem, for it would be dropped in silence. */
export function object<T extends object>(wanted: Wanted, fields: { readonly [K in keyof T]: Field<T[K]> }): Read<T> {
  return (value, at) => {
    const source: PlainObject = isPlainObject(value) ? value : {};
    if (source !== value) refuse(value, at, wanted);
    refuseUnknown(source, Object.keys(fields), at);
    const entries = Object.entries<Field<unknown>>(fields).map(([name, field]) => {
      const given = Object.hasOwn(source, name) ? source[name] : undefined;
      if (given === undefined && field.otherwise !== null) return [name, field.otherwise[0]];
      return [name, field.read(given, at.field(name))];
    });
    return Object.freeze(Object.fromEntries(entries)) as T;
  };
}

/** Written by the functions of the language, not by people. */
const marks: readonly string[] = ['rule', 'kind'];

function refuseUnknown(source: PlainObject, known: readonly string[], at: Place): void {
  for (const name of Object.keys(source).filter((key) => !known.includes(key))) {
    const meant = nearest(name, known);
    at.field(name).problem({
      expected: `one of ${known.filter((each) => !marks.includes(each)).join(', ')}`,
      found: JSON.stringify(name),
      write: meant === null ? 'nothing: remove it' : meant,
    });
  }
}

/** Names chosen by the writer, each with a value of one kind. */
export function record<T>(
  wanted: Wanted,
  item: (name: string, value: unknown, at: Place) => T,
): Read<Readonly<Record<string, T>>> {
  return (value, at) => {
    // Without a prototype: looking up "constructor" in what comes from outside must find nothing.
    const result: Record<string, T> = Object.create(null);
    if (!isPlainObject(value)) refuse(value, at, wanted);
    else for (const [name, each] of Object.entries(value)) result[name] = item(name, each, at.field(name));
    return Object.freeze(result);
  };
}

export function list<T>(wanted: Wanted, item: Read<T>, atLeast = 0): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length < atLeast) {
      refuse(value, at, wanted);
      return [];
    }
    return Object.freeze(value.map((each, index) => item(each, at.item(index))));
  };
}

/** A list in which a text stands once: a second one is a slip that hides another name. */
export function distinct(wanted: Wanted, item: Read<string>, atLeast = 0): Read<readonly string[]> {
  const readAll = list(wanted, item, atLeast);
  return (value, at) => {
    const all = readAll(value, at);
    for (const [index, each] of all.entries()) {
      if (all.indexOf(each) < index)
        refuse(each, at.item(index), { expected: 'each name once', write: 'nothing: remove it' });
    }
    return all;
  };
}

export function text(wanted: Wanted, accept: RegExp = /\S/): Read<string> {
  return (value, at) => {
    if (typeof value === 'string' && accept.test(value)) return value;
    refuse(value, at, wanted);
    return '';
  };
}

export function oneOf<const T extends string>(...choices: readonly [T, ...T[]]): Read<T> {
  return (value, at) => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    const meant = typeof value === 'string' ? nearest(value, choices) : null;
    const shown = choices.map((choice) => `'${choice}'`).join(' or ');
    refuse(value, at, { expected: shown, write: meant === null ? shown : `'${meant}'` });
    return choices[0];
  };
}

export function integer(wanted: Wanted, least: number, most: number): Read<number> {
  return (value, at) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    refuse(value, at, wanted);
    return least;
  };
}

export const truth: Read<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  refuse(value, at, { expected: 'true or false', write: 'true or false' });
  return false;
};
