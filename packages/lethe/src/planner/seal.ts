import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import { deepFreeze } from '../schema/freeze.ts';
import type { Finding } from './finding.ts';
import { found } from './found.ts';
import { isKnot, type KnotStep, knotSteps, largestGroup, tablesOf } from './knot-step.ts';
import type { BlockerUse, Check, Counts, Outline, Plan } from './plan.ts';
import { quoted } from './quoted.ts';
import { traceFindings } from './traces.ts';
import { indexFindings } from './unindexed.ts';

/** Joins what will be done with what was counted. The digest is the outline's alone: rows come and go, a plan stays. */
export function seal(outline: Outline, counts: Counts): Plan {
  for (const part of ['steps', 'kept', 'effects', 'blockers', 'checks'] as const) {
    if (counts[part].length !== outline[part].length) {
      throw new Error(`bug: ${counts[part].length} counts for ${outline[part].length} ${part}`);
    }
  }
  if ((counts.owned ?? []).length !== (outline.owned ?? []).length)
    throw new Error(`bug: ${counts.owned?.length ?? 0} counts for ${outline.owned?.length ?? 0} owned tables`);
  const met = (level: BlockerUse['level']): readonly Finding[] =>
    counted(outline.blockers, counts.blockers).flatMap(([use, rows]) =>
      use.level === level ? [blocker(use, rows)] : [],
    );
  const indexes = indexFindings(outline, counts);
  const crossings = counted(outline.checks, counts.checks).map(([check, rows]) => crossing(check, rows));
  return deepFreeze({
    outline,
    counts,
    digest: digestOf(outline),
    findings: [
      ...outline.findings,
      ...indexes.findings,
      ...crossings,
      ...traceFindings(outline, counts.traces),
      ...met('block'),
    ],
    warnings: [
      ...outline.warnings,
      ...indexes.warnings,
      ...largeKnots(outline, counts),
      ...sharedRows(outline, counts),
      ...met('warn'),
      ...(counts.sequences ?? []).map(staying(outline)),
    ],
    rows: counts.steps.reduce((sum, rows) => sum + rows, 0),
  });
}

const staying =
  ({ subject }: Outline) =>
  (name: string): Finding => ({
    code: 'SEQUENCE_STAYS',
    table: name,
    message: `the sequence ${name} seems to be this ${subject.kind}'s own, by its name; no step touches it, and the certificate names it`,
    next: `DROP SEQUENCE ${quoted(name)}; after the run, if it is.`,
  });

/**
 * SHA-256, hex, over the canonical JSON of the outline: what an approval binds, and what a stale plan differs in. A
 * missing index is not in it: built or dropped, the same rows go in the same way.
 */
export function digestOf({ unindexed: _, ...outline }: Outline): string {
  return sha256Hex(canonicalJson(outline));
}

/** Those that were counted, each with its number. */
function counted<T>(uses: readonly T[], counts: readonly number[]): readonly (readonly [T, number])[] {
  return uses
    .map((use, index) => [use, found(counts[index], 'a use without a count')] as const)
    .filter(([, rows]) => rows > 0);
}

function crossing({ code, table, reference, message, write }: Check, rows: number): Finding {
  if (code === 'UNKNOWN_TYPE') {
    return {
      code,
      table,
      message: `${rows} ${message}`,
      next: `Name every table that ${reference} of ${table} may mean, also those whose rows stay (polymorphic or link with some: true); or delete rows that point at nothing.`,
    };
  }
  if (code === 'TYPE_CHANGED') {
    return {
      code,
      table,
      message: `${rows} ${message} (${reference})`,
      next: `Write what ${reference} means in this database: polymorphic(…) with the types, and what ${table} says of them.`,
    };
  }
  return {
    code: 'CROSS_TENANT',
    table,
    message: `${rows} ${message} (${reference})`,
    next: `${write === undefined ? 'Repair' : `${write}; or repair`} these rows of ${table}: point ${reference} at a row of their own tenant, or delete them in the product. Where such rows are meant (people who work for several), detach the link by which what they share is taken for the subject's own: '${table}': detach(…), or a rule for the table that ${reference} leads to.${isLink(reference) ? ` Where ${reference} is no reference at all, take it out of the store.` : ''}`,
  };
}

/** Of the configuration, not of the schema: it may be a mistake. */
const isLink = (reference: string): boolean => reference.startsWith('link ');

/** Rows that the subject's own rows own, and that somebody else refers to as well. */
function sharedRows({ owned = [] }: Outline, counts: Counts): readonly Finding[] {
  return counted(owned, counts.owned ?? []).map(([{ table }, rows]) => ({
    code: 'OWNED_SHARED',
    table,
    message: `${rows} of ${table} stay although the rows that own them go: rows that stay refer to them too`,
    next: 'Nothing, if they are shared.',
  }));
}

/** How many rows of a knot really refer to each other is seen when they go; of fewer than this in all, never too many. */
function largeKnots(outline: Outline, counts: Counts): readonly Finding[] {
  const rowsOf = (step: KnotStep): number => counts.steps[outline.steps.indexOf(step)] ?? 0;
  return outline.steps.filter(isKnot).flatMap((step) => {
    const steps = knotSteps(outline, step);
    const rows = steps.reduce((sum, each) => sum + rowsOf(each), 0);
    return steps[0] === step && rows > largestGroup ? [largeKnot(step, rows)] : [];
  });
}

function largeKnot(step: KnotStep, rows: number): Finding {
  const [tie] = step.knot;
  return {
    code: 'CYCLE_UNBROKEN',
    table: step.table,
    message: `${rows} rows are in a circle of references in which no link can be cut (${tablesOf(step).join(', ')}): each goes with all that refers to it, and more than ${largestGroup} that refer to each other would stop the run`,
    next: `Nothing, if so many do not; else make the columns of one reference nullable, such as ${tie?.table}.${tie?.columns.join(', ')}.`,
  };
}

function blocker({ name, table, message, level }: BlockerUse, rows: number): Finding {
  return {
    code: 'BLOCKER',
    table,
    message: `${message} (${name}: ${rows} ${rows === 1 ? 'row' : 'rows'} of ${table})`,
    next:
      level === 'block'
        ? `Settle these rows of ${table} in the product, then plan again.`
        : 'Nothing, if this is expected.',
  };
}
