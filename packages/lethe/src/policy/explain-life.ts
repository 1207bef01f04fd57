import { explainApproval } from './approval.ts';
import { explainDeadlines } from './deadlines.ts';
import { describeDuration } from './duration.ts';
import { explainGrace } from './grace.ts';
import { withArticle } from './names.ts';
import type { RowSubject, SubjectPolicy } from './policy.ts';
import { explainRequest, toldOf } from './request.ts';
import { explainRoles } from './roles.ts';

/** What becomes of a wish to delete, from the first word to the day it is due. */
export function explainLife(policy: SubjectPolicy): string[] {
  return [
    ...explainRequest(policy),
    explainGrace(policy),
    explainApproval(policy.approval),
    `While something stands in its way it is blocked, for at most ${describeDuration(policy.clear)}; then it expires.`,
    ...explainDeadlines(policy.deadlines),
    told(policy),
    deactivation(policy),
  ];
}

function told({ request, grace }: SubjectPolicy): string {
  const roles = toldOf(request);
  const others = roles.length === 0 ? '' : ` and everybody who is ${roles.join(' or ')}`;
  const before = grace.remind === null ? '' : `${describeDuration(grace.remind)} before it is due, `;
  const cancel = roles.length === 0 ? '' : ' Each of them may cancel it until it starts.';
  return `The person who asks${others} is told when it is scheduled, ${before}and when it is started, completed or cancelled.${cancel}`;
}

function deactivation({ kind, deactivate }: SubjectPolicy): string {
  return deactivate.by.length === 0
    ? `Nobody may deactivate ${withArticle(kind)}.`
    : `${explainRoles(deactivate.by)} may deactivate and reactivate ${withArticle(kind)}.`;
}

type OwnRow = Pick<RowSubject, 'kind' | 'name' | 'handle' | 'timeZone' | 'within'>;

/** What people call a subject of this kind, and where it lies. */
export function explainOwnRow({ kind, name, handle, timeZone, within }: OwnRow): string[] {
  return [
    ...(within === null ? [] : [`It lies in the ${within.kind} that ${within.columns.join(', ')} names.`]),
    name === null ? `It is called ${kind}:<key>.` : `People call it what ${name} says.`,
    ...(handle === null ? [] : [`A request from outside may name it by ${handle}.`]),
    timeZone === null
      ? 'Its waits are counted, and its dates told, in UTC.'
      : `Its waits are counted, and its dates told, in the time zone that ${timeZone} names.`,
  ];
}
