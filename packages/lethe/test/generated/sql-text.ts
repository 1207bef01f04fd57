import pg from 'pg';
import type { Table, Value } from './world.ts';

export const identifier = (name: string): string => pg.escapeIdentifier(name);

export const literal = (value: Value): string => (value === null ? 'null' : pg.escapeLiteral(value));

export const qualified = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string =>
  `${identifier(schema)}.${identifier(name)}`;

export const tuple = (columns: readonly string[]): string => `(${columns.map(identifier).join(', ')})`;
