import type { Subject } from '../planner/plan.ts';
import { decide } from './decide.ts';
import type { Transition } from './decision.ts';
import type { RequestEvent } from './event.ts';
import { receive } from './receive.ts';
import type { Now } from './request.ts';
import type { RequestPolicy } from './request-policy.ts';

/** Whoever holds the credentials of the database could delete the rows themselves: no second step and no wait. */
const policyOfCommand: RequestPolicy = {
  by: [],
  proof: [['database credentials']],
  verifyWithin: { unit: 'days', count: 1 },
  proofTries: 5,
  confirm: null,
  grace: { for: null, access: 'restricted', remindBefore: null },
  blockers: [],
  clearWithin: { unit: 'days', count: 30 },
  approval: { always: false, expiresIn: { unit: 'days', count: 7 } },
  clocks: [{ acknowledgeWithin: null, completeWithin: { unit: 'days', count: 30 } }],
  deactivateBy: [],
};

export interface Command {
  readonly id: string;
  readonly subject: Subject;
  readonly within: readonly Subject[];
}

/** The life up to `scheduled` of a request made by `lethe apply`, one transition after the other. */
export function commanded({ id, subject, within }: Command, now: Now): readonly Transition[] {
  const first = receive(
    {
      id,
      kind: subject.kind,
      targets: [{ subject, within, range: null }],
      bulk: false,
      requester: { actor: null, credential: null, channel: 'command' },
      policy: policyOfCommand,
      timeZone: 'UTC',
    },
    now,
  );
  if (first.is === 'refused') throw new Error(`bug: a command is refused: ${first.code}`);
  const events: readonly RequestEvent[] = [
    { type: 'identified' },
    { type: 'proof given', proof: { kind: 'database credentials', at: now.lethe } },
  ];
  const made: Transition[] = [first];
  for (const event of events) {
    const decision = decide((made.at(-1) ?? first).request, event, now);
    if (decision.is !== 'transition') throw new Error(`bug: a command's "${event.type}" came to ${decision.is}`);
    made.push(decision);
  }
  return made;
}
