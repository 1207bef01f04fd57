import { valueType } from '../schema/comparison.ts';
import type { Column } from '../schema/graph.ts';
import { own } from './lookup.ts';
import type { Problem } from './problem.ts';

type Misfit = Omit<Problem, 'path'>;
type Constant = string | number | boolean;

/** Why a column cannot hold this constant, or null. What only the database can judge (a CHECK, a domain) is left to it. */
export function constantMisfit(value: Constant, column: Column): Misfit | null {
  const form = formOf(column);
  if (!form.accepts(value))
    return { expected: form.expected, found: JSON.stringify(value), write: `constant(${form.example})` };
  const length = typeof value === 'string' ? [...value].length : 0;
  if (column.maxLength === null || length <= column.maxLength) return null;
  return {
    expected: `at most ${column.maxLength} characters`,
    found: `${length} characters`,
    write: 'a shorter constant',
  };
}

interface Form {
  readonly expected: string;
  readonly example: string;
  accepts(value: Constant): boolean;
}

function formOf(column: Column): Form {
  if (column.enumLabels !== null) return enumForm(column.type, column.enumLabels);
  const type = valueType(column);
  const range = own(ranges, type);
  if (range !== null) return wholeForm(type, range);
  // A type may carry its size: numeric(10,2), timestamp(3) with time zone.
  const named = own(forms, type.replace(/\(.*?\)/, ''));
  return (
    named ?? own(forms, column.category) ?? textForm(`a text that is a value of type ${column.type}`, '…', () => true)
  );
}

function enumForm(type: string, labels: readonly string[]): Form {
  return {
    expected: `one of ${labels.map((label) => JSON.stringify(label)).join(', ')} (${type})`,
    example: labels.length === 0 ? '…' : `'${labels[0]}'`,
    accepts: (value) => typeof value === 'string' && labels.includes(value),
  };
}

const ranges: Readonly<Record<string, number>> = { smallint: 2 ** 15, integer: 2 ** 31, bigint: 2 ** 63 };

function wholeForm(type: string, limit: number): Form {
  return {
    expected: `a whole number (${type})`,
    example: '0',
    accepts: (value) => typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit,
  };
}

function textForm(expected: string, example: string, accepts: (value: string) => boolean): Form {
  return { expected, example, accepts: (value) => typeof value === 'string' && accepts(value) };
}

const time = textForm('a time of day, as HH:MM', "'00:00'", (value) => /^\d\d:\d\d/.test(value));
const json = textForm('a text that is JSON', "'{}'", isJson);

const forms: Readonly<Record<string, Form>> = {
  S: textForm('a text', "'deleted'", () => true),
  N: { expected: 'a number', example: '0', accepts: (value) => typeof value === 'number' },
  B: { expected: 'true or false', example: 'false', accepts: (value) => typeof value === 'boolean' },
  D: textForm('a date or timestamp, as YYYY-MM-DD…', "'1970-01-01'", (value) => /^\d{4}-\d\d-\d\d/.test(value)),
  A: textForm('an array, as PostgreSQL writes it', "'{}'", (value) => /^\{.*\}$/s.test(value)),
  uuid: textForm('a uuid', "'00000000-0000-0000-0000-000000000000'", (value) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  ),
  bytea: textForm('bytes, as \\x and hexadecimal digits', "'\\\\x'", (value) => /^\\x([0-9a-f]{2})*$/i.test(value)),
  json,
  jsonb: json,
  'time without time zone': time,
  'time with time zone': time,
};

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
