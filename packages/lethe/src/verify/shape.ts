/** What is wrong with a value read from outside, and where. */
export interface ShapeProblem {
  readonly problem: 'FIELD_MISSING' | 'FIELD_UNKNOWN' | 'FIELD_INVALID';
  readonly message: string;
}

type Report = (problem: ShapeProblem['problem'], message: string) => false;

/** Whether a value is a T. A check that answers no has reported why, so the first answer no ends the walk. */
export type Check<T> = (value: unknown, at: string, report: Report) => value is T;

/** The value as a T, or the first thing about it that is not. */
export function readAs<T>(check: Check<T>, value: unknown): { readonly value: T } | ShapeProblem {
  let first: ShapeProblem = { problem: 'FIELD_INVALID', message: 'it has no known form' };
  const fits = check(value, '', (problem, message) => {
    first = { problem, message };
    return false;
  });
  return fits ? { value } : first;
}

/** An object with exactly these fields; those named in `optional` may be absent. */
export function record<T extends object>(
  fields: { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> },
  optional: readonly (keyof T & string)[] = [],
): Check<T> {
  const checks = new Map<string, Check<unknown>>(Object.entries(fields));
  const mayMiss: readonly string[] = optional;
  return (value, at, report): value is T => {
    if (!isObject(value)) return report('FIELD_INVALID', `${named(at)} is not an object`);
    for (const field of Object.keys(value)) {
      if (!checks.has(field)) return report('FIELD_UNKNOWN', `${join(at, field)} is no field of it`);
    }
    for (const [field, check] of checks) {
      if (!Object.hasOwn(value, field)) {
        if (mayMiss.includes(field)) continue;
        return report('FIELD_MISSING', `${join(at, field)} is missing`);
      }
      if (!check(value[field], join(at, field), report)) return false;
    }
    return true;
  };
}

/** An object from names to values of one kind. */
export function mapOf<T>(name: RegExp, check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, at, report): value is Readonly<Record<string, T>> => {
    if (!isObject(value)) return report('FIELD_INVALID', `${named(at)} is not an object`);
    return Object.entries(value).every(([key, member]) => {
      if (!name.test(key)) return report('FIELD_INVALID', `${join(at, key)} is no name`);
      return check(member, join(at, key), report);
    });
  };
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, at, report): value is readonly T[] => {
    if (!Array.isArray(value)) return report('FIELD_INVALID', `${named(at)} is not a list`);
    return value.every((item, index) => check(item, `${at}[${index}]`, report));
  };
}

export function nullOr<T>(check: Check<T>): Check<T | null> {
  return (value, at, report): value is T | null => value === null || check(value, at, report);
}

export function oneOf<const T extends string | number | null>(...allowed: readonly T[]): Check<T> {
  const is = (value: unknown): value is T => allowed.some((one) => one === value);
  return (value, at, report): value is T =>
    is(value) || report('FIELD_INVALID', `${named(at)} is not ${allowed.join(' or ')}`);
}

export function textThat(holds: (text: string) => boolean, what: string): Check<string> {
  return (value, at, report): value is string =>
    (typeof value === 'string' && holds(value)) || report('FIELD_INVALID', `${named(at)} is not ${what}`);
}

export function textLike(pattern: RegExp, what: string): Check<string> {
  return textThat((text) => pattern.test(text), what);
}

/** How many: a whole number from zero on, none that a double cannot hold exactly. */
export const count: Check<number> = (value, at, report): value is number =>
  (Number.isSafeInteger(value) && Number(value) >= 0) || report('FIELD_INVALID', `${named(at)} is not a count`);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(at: string, field: string): string {
  return at === '' ? field : `${at}.${field}`;
}

function named(at: string): string {
  return at === '' ? 'the certificate' : at;
}
