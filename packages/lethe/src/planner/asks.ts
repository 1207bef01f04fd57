import type { Finding, FindingCode } from './finding.ts';

/** Findings that only a person can settle: until then it is open what becomes of the table. */
const asks: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'UNDECIDED',
  'SPINE_UNDECIDED',
  'CYCLE_UNBROKEN',
  'IGNORED_REFERENCES',
  'KEPT_WOULD_CASCADE',
]);

/** Whether it is open what becomes of the finding's table. */
export function asksAboutTable({ code }: Finding): boolean {
  return asks.has(code);
}
