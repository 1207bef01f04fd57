import type { Carriages } from './carriage.ts';
import type { Draft } from './drafts.ts';
import { columnsFor, isWhole } from './edges.ts';
import type { Finding } from './finding.ts';
import { type Ownerships, ownershipOf } from './ownership.ts';
import { ruleOf, type Setting } from './setting.ts';
import type { Fates } from './spine.ts';

interface Planned {
  readonly ownerships: Ownerships;
  readonly fates: Fates;
  /** In the order they are carried out. */
  readonly drafts: readonly Draft[];
  readonly carriages: Carriages;
}

/**
 * Rows that triggers make while the subject's go hold its values like any others. Each must be decided about, and must
 * be found by a step that comes after the row that made it: the sweep, which is the last, looks when all else is gone.
 */
export function triggerFindings(setting: Setting, planned: Planned): readonly Finding[] {
  return planned.drafts.flatMap((fired) =>
    fired.step.triggerWrites
      .filter((written) => written !== fired.step.table)
      .flatMap((written) =>
        isDecided(setting, planned.fates, written)
          ? lost(setting, fired, written, planned)
          : [undecided(fired, written)],
      ),
  );
}

function isDecided(setting: Setting, fates: Fates, table: string): boolean {
  const { ignored, untouchable } = setting;
  return fates.has(table) || ignored.has(table) || untouchable.has(table) || ruleOf(setting, table) !== null;
}

function undecided({ step }: Draft, written: string): Finding {
  return {
    code: 'UNDECIDED',
    table: written,
    message: `a trigger of ${step.table} writes ${written} when its rows go, and nothing says whose those rows are: what they hold of the subject would stay`,
    next: `Declare a link from ${written} to the subject, so that they go too; or put ${written} under ignore with the reason.`,
  };
}

/** Where what a trigger writes is to go or to be emptied too: whether it is found when the row that fired it is gone. */
function lost(setting: Setting, fired: Draft, written: string, planned: Planned): readonly Finding[] {
  const { step } = fired;
  if (step.kind !== 'delete') return [];
  const finders = planned.drafts.filter((draft) => draft.step.kind !== 'detach' && draft.step.table === written);
  const found = (finder: Draft): boolean =>
    stillFound(setting, planned.ownerships, written, goneWhenFound(fired, finder, planned));
  if (finders.every(found)) return [];
  return [
    {
      code: 'TRIGGER_LEAVES_ROWS',
      table: written,
      message: `a trigger of ${step.table} writes ${written}, whose rows are found only through rows that are gone by then: what it writes would stay`,
      next: `Link ${written} to the subject by a column that holds its key (or a path into its JSON), or let ${written} be kept or ignored with the reason.`,
    },
  ];
}

/** Tables whose rows have gone when `finder` first looks after `fired`: in its own place, or else in the sweep. */
function goneWhenFound(fired: Draft, finder: Draft, { drafts, carriages }: Planned): ReadonlySet<string> {
  const after = !fired.step.root && drafts.indexOf(finder) > drafts.indexOf(fired);
  const done = after
    ? drafts.slice(0, drafts.indexOf(finder))
    : drafts.filter(({ step }) => !step.root || fired.step.root);
  const deleted = done.flatMap(({ step }) => (step.kind === 'delete' ? [step.table] : []));
  return new Set([...deleted, ...deleted.flatMap((table) => carriages.groups.get(table) ?? [])]);
}

/**
 * One way is enough that looks at nothing that is gone: which way a trigger fills is not to be seen. A row with a NOT
 * NULL foreign key hangs from a row that is there, or is refused.
 */
function stillFound(setting: Setting, ownerships: Ownerships, table: string, gone: ReadonlySet<string>): boolean {
  // By its key.
  if (table === setting.root.name) return true;
  const { anchors } = ownershipOf(ownerships, table);
  return anchors.some((edge) => {
    if (edge.onDelete !== null && edge.validated && isWhole(edge) && edge.nullable.length === 0) return true;
    if (edge.to === setting.root.name && columnsFor(edge, setting.root.key) !== null) return true;
    return !gone.has(edge.to) && stillFound(setting, ownerships, edge.to, gone);
  });
}
