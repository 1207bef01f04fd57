import { change, notices, same } from './decision.ts';
import { settle } from './gate.ts';
import { type MetFinding, stateBeneath } from './request.ts';
import { beforeStart, type Row } from './row.ts';

/**
 * The level is the policy's. A blocker it does not know, in this version, stops: its code may be missing. A mailbox that
 * nobody has proven is told nothing of a subject; what is met by then is in the first message after the proof.
 */
export const blockerMet: Row<'blocker met'> = beforeStart((request, { blocker, more = false }, now) => {
  if (request.blockers.some((each) => each.blocker === blocker)) return same(request);
  const known = request.policy.blockers.find(({ name, version }) => `${name}@${version}` === blocker);
  const level = known?.level ?? 'block';
  const early = stateBeneath(request) === 'verifying';
  const name = level === 'warn' && !early ? 'warned' : request.state === 'blocked' ? 'blocked' : null;
  const told = more ? null : name;
  return change(
    request,
    { blockers: [...request.blockers, { blocker, level, since: now.lethe }] },
    { notify: told === null ? [] : notices(told, 'requester'), data: { level } },
  );
});

export const blockerCleared: Row<'blocker cleared'> = beforeStart((request, { blocker }, now) => {
  const blockers = request.blockers.filter((each) => each.blocker !== blocker);
  return blockers.length === request.blockers.length ? 'NOT_MET' : settle({ ...request, blockers }, now);
});

const isOther =
  (one: MetFinding) =>
  (two: MetFinding): boolean =>
    one.code !== two.code || one.table !== two.table;

export const findingMet: Row<'finding met'> = beforeStart((request, { finding }) =>
  request.findings.every(isOther(finding))
    ? change(request, { findings: [...request.findings, finding] }, { notify: notices('attention', 'operators') })
    : same(request),
);

export const findingCleared: Row<'finding cleared'> = beforeStart((request, { finding }, now) => {
  const findings = request.findings.filter(isOther(finding));
  return findings.length === request.findings.length ? 'NOT_MET' : settle({ ...request, findings }, now);
});
