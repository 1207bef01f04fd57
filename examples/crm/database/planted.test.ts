import { expect, test } from 'vitest';
import { plantedColumns, plantedValue, unplantedColumns } from './planted.ts';

test('a planted value names its workspace, table and column', () => {
  expect(plantedValue(3, 'contacts', 'email')).toBe('plant-w3-contacts-email-end');
});

test('a planted telephone number keeps the format of one', () => {
  expect(plantedValue(3, 'phone_numbers', 'e164')).toMatch(/^\+[1-9][0-9]{7,14}$/);
});

test('no planted value is part of another one', () => {
  const values = [1, 2, 11].flatMap((id) => plantedColumns.map(({ table, column }) => plantedValue(id, table, column)));
  expect(new Set(values).size).toBe(values.length);
  for (const value of values) expect(values.filter((other) => other.includes(value))).toEqual([value]);
});

test('a column without a planted value is refused', () => {
  for (const { table, column } of unplantedColumns) expect(() => plantedValue(1, table, column)).toThrow('not planted');
  expect(() => plantedValue(1, 'contacts', 'shoe_size')).toThrow('app.contacts.shoe_size');
});
