import type { Place } from './problem.ts';

/** More than any configuration written by people; a value made to exhaust memory stops here. */
const mostValues = 50_000;
const deepest = 12;
const longestText = 10_000;

interface State {
  left: number;
  readonly above: object[];
}

/**
 * A copy made of nothing but lists, objects without a prototype, and plain values, so that what reads it cannot be made
 * to run code, loop or meet an inherited key. Whatever cannot be copied is noted as a problem and becomes `undefined`.
 */
export function snapshot(value: unknown, at: Place): unknown {
  return copy(value, at, { left: mostValues, above: [] });
}

function copy(value: unknown, at: Place, state: State): unknown {
  if (typeof value === 'string') return copyText(value, at);
  if (typeof value !== 'object' || value === null) return value;
  if (state.above.includes(value)) return refuse(at, 'a value that ends', 'a reference to one of its own parents');
  if (state.above.length >= deepest) return refuse(at, 'a value less deep', `more than ${deepest} levels`);
  state.above.push(value);
  try {
    return Array.isArray(value) ? copyList(value, at, state) : copyObject(value, at, state);
  } catch (error) {
    // A proxy may throw from any of its traps.
    return refuse(
      at,
      'plain data',
      `an object that refuses to be read (${error instanceof Error ? error.name : 'thrown value'})`,
    );
  } finally {
    state.above.pop();
  }
}

function copyText(text: string, at: Place): unknown {
  if (text.length > longestText) return refuse(at, `at most ${longestText} characters`, `${text.length} characters`);
  // Neither PostgreSQL nor UTF-8 can hold these.
  if (!text.isWellFormed()) return refuse(at, 'text', 'text with a lone surrogate');
  if (text.includes('\0')) return refuse(at, 'text', 'text with a NUL character');
  return text;
}

function copyList(list: readonly unknown[], at: Place, state: State): unknown {
  if (list.length > state.left) return tooMuch(at);
  const result: unknown[] = [];
  for (let index = 0; index < list.length; index += 1)
    result.push(copyMember(list, String(index), at.item(index), state));
  return result;
}

function copyObject(source: object, at: Place, state: State): unknown {
  const prototype: unknown = Object.getPrototypeOf(source);
  // An object of another realm has another Object.prototype, at the top too.
  if (prototype !== null && (typeof prototype !== 'object' || Object.getPrototypeOf(prototype) !== null)) {
    return refuse(at, 'a plain object', 'an instance of a class');
  }
  const keys = Reflect.ownKeys(source);
  if (keys.length > state.left) return tooMuch(at);
  const result: Record<string, unknown> = Object.create(null);
  for (const key of keys) {
    if (typeof key === 'symbol') refuse(at.field(key.toString()), 'a name', 'a symbol as a key');
    else if (copyText(key, at.field(key)) !== undefined) result[key] = copyMember(source, key, at.field(key), state);
  }
  return result;
}

function copyMember(owner: object, key: string, at: Place, state: State): unknown {
  state.left -= 1;
  if (state.left < 0) return tooMuch(at);
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (property === undefined) return refuse(at, 'a value', 'a hole in a list');
  // Calling a getter would run code of the configuration at a moment nobody expects, and may answer otherwise next time.
  if (!('value' in property)) return refuse(at, 'a plain value', 'a getter');
  return copy(property.value, at, state);
}

const tooMuch = (at: Place): undefined => refuse(at, `at most ${mostValues} values`, 'more');

function refuse(at: Place, expected: string, found: string): undefined {
  at.problem({
    expected,
    found,
    write: 'plain lists, objects, text and numbers, as the functions of the language make them',
  });
}

export type PlainObject = Readonly<Record<string, unknown>>;

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
