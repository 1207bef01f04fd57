import { missingName } from '../policy/lookup.ts';
import type { Problem } from '../policy/problem.ts';
import type { CheckFinding, Place } from './finding.ts';

/** What the configuration says and the live schema does not bear out. */
export function problemFindings(problems: readonly Problem[]): readonly CheckFinding[] {
  return problems.map((problem) => {
    const { path, expected, found, write } = problem;
    const gone = missingName(problem);
    const names = namesIn(path);
    return {
      code: codeOf(gone),
      table: gone?.table ?? names.find((name) => name.includes('.')) ?? '',
      place: placeOf(gone, names),
      message: `${path}: expected ${expected}, found ${found}`,
      next: `Write: ${write}`,
    };
  });
}

type Gone = ReturnType<typeof missingName>;

function codeOf(gone: Gone): CheckFinding['code'] {
  if (gone === null) return 'POLICY_MISFIT';
  return gone.column === null ? 'RULE_UNKNOWN_TABLE' : 'RULE_UNKNOWN_COLUMN';
}

function placeOf(gone: Gone, names: readonly string[]): Place {
  if (gone === null) return { in: 'config', words: names };
  const words = [...(gone.column === null ? [] : [`${gone.table}.${gone.column}`]), gone.table, ...names];
  return { in: 'config', words, ...(gone.column === null ? {} : { below: gone.column }) };
}

/** The quoted names of `subjects.workspace.rules["app.invoices"].from`, the narrowest first. */
function namesIn(path: string): readonly string[] {
  const quoted = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]/gu)];
  return quoted.map(([, name = '']) => String(JSON.parse(`"${name}"`))).reverse();
}
