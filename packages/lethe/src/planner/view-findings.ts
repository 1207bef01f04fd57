import type { Table, View } from '../schema/graph.ts';
import type { Findings } from './database-findings.ts';
import type { Finding } from './finding.ts';
import { quoted } from './quoted.ts';

/** Materialised views that read what goes. `refresh`: those that each run refreshes. */
export function viewFindings(all: readonly View[], written: readonly Table[], refresh: readonly string[]): Findings {
  const views = all.filter(({ tables }) => written.some(({ name }) => tables.includes(name)));
  return {
    findings: views.filter(({ name }) => refresh.includes(name)).flatMap(unrefreshable),
    warnings: views.filter(({ name }) => !refresh.includes(name)).flatMap((view) => stale(view, written)),
  };
}

/** It shows what it read until somebody refreshes it. */
function stale({ name, tables, refresh }: View, written: readonly Table[]): readonly Finding[] {
  if (refresh === undefined) return [];
  return written
    .filter((table) => tables.includes(table.name))
    .map((table) => ({
      code: 'VIEW_HOLDS_ROWS',
      table: table.name,
      message: `the materialised view ${name} holds what it read from ${table.name} until it is refreshed; the certificate says so`,
      next: `Write '${name}' under refresh in the store, and each run refreshes it; or REFRESH MATERIALIZED VIEW ${quoted(name)}; after the run.`,
    }));
}

function unrefreshable({ name, refresh }: View): readonly Finding[] {
  if (refresh?.may !== false) return [];
  return [
    {
      code: 'PRIVILEGE_MISSING',
      table: name,
      message: `the role may not refresh the materialised view ${name}, as the store says`,
      next: `ALTER MATERIALIZED VIEW ${quoted(name)} OWNER TO <role>; or, from PostgreSQL 17 on, GRANT MAINTAIN ON ${quoted(name)} TO <role>;`,
    },
  ];
}
