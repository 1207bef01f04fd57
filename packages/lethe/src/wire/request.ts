import { z } from 'zod';
import { states } from '../requests/state.ts';
import { component } from './component.ts';
import { moment } from './moment.ts';
import { idText, subjectText, written } from './names.ts';
import { pageOf, pageQuery } from './page.ts';

export const state = component('RequestState', z.enum(states), {
  description:
    'received → verifying → confirming → scheduled → running → completed → closed; aside: blocked, held; ends: cancelled, expired, refused, forwarded',
});

const proofKind = z.enum(['mailbox', 'password', 'fresh_session', 'role', 'operator_decision', 'database_credentials']);

const target = component(
  'Target',
  z.object({
    subject: subjectText,
    path: z.array(z.string()).meta({ description: 'From the widest subject it lies in to itself.' }),
    range: z.object({ from: z.string(), to: z.string() }).nullable(),
    state: z.enum(['waiting', 'running', 'ended']),
    outcome: z.enum(['all', 'partial', 'kept', 'nothing_held', 'stopped']).nullable(),
    restore: z.object({ state: z.enum(['open', 'restored', 'expired']), openUntil: moment }).nullable(),
  }),
  { description: 'One subject of a request, with an outcome of its own.' },
);

export const request = component(
  'Request',
  z.object({
    id: z.string(),
    subject: subjectText,
    name: z.string().nullable().meta({ description: 'What people call it; null: kind:key is shown.' }),
    kind: z.string(),
    state,
    waitsOn: z.enum(['us', 'requester', 'requester_or_us', 'time', 'a_hold', 'nobody']),
    channel: z.enum(['self_service', 'operator', 'form', 'email', 'callback', 'automation', 'command']),
    requester: z.string().nullable().meta({ description: 'Id in the host database.' }),
    timeZone: z.string(),
    receivedAt: moment,
    ackDueAt: moment.nullable(),
    acknowledgedAt: moment.nullable(),
    completeDueAt: moment,
    verifyDueAt: moment.nullable().meta({ description: 'Until when proof can be given.' }),
    dueAt: moment.nullable().meta({ description: 'When the deletion begins: the end of grace.' }),
    remindAt: moment.nullable(),
    proofs: z.array(z.object({ kind: proofKind, at: moment })),
    acceptedProofs: z
      .array(z.array(proofKind))
      .meta({ description: 'Ways to prove it: any one is enough, all parts of it are needed.' }),
    confirmation: z
      .object({
        by: z.enum(['mail', 'typed']),
        expiresAt: moment,
        sentTimes: z.int(),
        wrongTries: z.int(),
        confirmedAt: moment.nullable(),
      })
      .nullable(),
    blockers: z.array(
      z.object({
        name: z.string(),
        level: z.enum(['warn', 'block']),
        message: z.string().nullable(),
        since: moment,
      }),
    ),
    findings: z.array(z.object({ code: z.string(), table: z.string().nullable() })),
    approval: z
      .object({
        digest: z.string(),
        given: z.object({ by: z.string(), at: moment, expiresAt: moment }).nullable(),
      })
      .nullable(),
    blocked: z.object({ resume: z.enum(['confirming', 'scheduled']), deadlineAt: moment }).nullable(),
    holds: z.int().meta({ description: 'How many holds are on it. Why is not said here.' }),
    overlap: z.object({ is: z.enum(['behind', 'absorbed']), request: z.string() }).nullable(),
    attention: z.array(z.object({ code: z.string(), since: moment })),
    access: z.enum(['open', 'restricted']).meta({ description: 'What its people can do while it waits.' }),
    policyChanged: z.array(z.string()).meta({
      description: 'Words of the policy that say otherwise today. The request goes on by those of the day it came in.',
    }),
    outcome: z.enum(['all', 'partial', 'nothing_held']).nullable(),
    residualsLeft: z.int(),
    targets: z.array(target),
    runs: z.array(z.string()),
    certificates: z.array(z.string()),
    cancellable: z.boolean(),
    next: z.string().meta({ description: 'What happens next, or what to do, in words.' }),
  }),
  { description: 'One wish to delete, and how far it is.', examples: [exampleRequest()] },
);

export type RequestShape = z.infer<typeof request>;

export const requestPage = pageOf('RequestPage', request, 'Requests, the newest first.');

export const requestQuery = pageQuery.extend({
  subject: subjectText.optional(),
  state: z
    .string()
    .max(400)
    .transform((text) => text.split(','))
    .pipe(z.array(state))
    .optional()
    .meta({ description: 'one or more states, separated by commas', examples: ['scheduled,blocked'] }),
});

export const newRequest = component(
  'NewRequest',
  z.strictObject({
    subject: subjectText,
    exportsNeeded: z.boolean().default(false).meta({ description: 'There are exports the requester still needs.' }),
    onBehalfOf: z
      .email()
      .max(320)
      .nullable()
      .default(null)
      .meta({ description: 'Only with a key: the mailbox of who asked. It must belong to a person of the host.' }),
  }),
  { description: 'A wish to delete.', examples: [{ subject: 'workspace:42', exportsNeeded: false }] },
);

export const receivedRequest = component(
  'ReceivedRequest',
  request.extend({
    statusCode: z.string().nullable().meta({ description: 'For the public status. Told this once.' }),
    made: z.boolean().meta({ description: 'false: an open request for the same subject was found, and this is it' }),
  }),
  { description: 'The request that was made or found.' },
);

export const givenProof = component(
  'GivenProof',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fresh_session') }),
    z.strictObject({ kind: z.literal('password') }),
    z.strictObject({ kind: z.literal('mailbox'), code: written(200) }),
    z.strictObject({ kind: z.literal('operator_decision'), reason: written(2000) }),
  ]),
  {
    description: 'One way to prove it. Session and password are proven by the token that the host has signed.',
    examples: [{ kind: 'fresh_session' }],
  },
);

export const typedConfirmation = component(
  'TypedConfirmation',
  z.strictObject({
    typed: written(500).meta({ description: "The subject's name, or the code of the message." }),
  }),
  { description: 'The second step.', examples: [{ typed: 'Acme GmbH' }] },
);

const refuseReasons = ['not_verified', 'not_entitled', 'unfounded', 'repeated', 'must_be_kept'] as const;

export const refusal = component(
  'Refusal',
  z.strictObject({ reason: z.enum(refuseReasons), repeats: idText.nullable().default(null) }),
  {
    description: 'Why it is refused, and which earlier request it repeats.',
    examples: [{ reason: 'unfounded', repeats: null }],
  },
);

/** One line. With an `@` it is written to, so it is one mailbox and nothing beside it. */
const controller = written(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'one line of text')
  .refine((text) => !text.includes('@') || z.email().safeParse(text).success, 'one address, or a name without @');

export const forwarding = component('Forwarding', z.strictObject({ controller }), {
  description: 'Whose data it is: who has to answer for it. A name, or a mailbox that is written to.',
  examples: [{ controller: 'acme' }],
});

/** Of actions that need nothing more than their address. */
export const emptyBody = component('Empty', z.strictObject({}), { description: 'Nothing.', examples: [{}] });

function exampleRequest() {
  return {
    id: 'req_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
    subject: 'workspace:42',
    name: 'Acme Support',
    kind: 'workspace',
    state: 'scheduled',
    waitsOn: 'time',
    channel: 'self_service',
    requester: '7',
    timeZone: 'Europe/Berlin',
    receivedAt: '2026-11-22T13:00:00.000Z',
    ackDueAt: '2026-11-29T13:00:00.000Z',
    acknowledgedAt: null,
    completeDueAt: '2026-12-22T13:00:00.000Z',
    verifyDueAt: null,
    dueAt: '2026-11-29T13:05:00.000Z',
    remindAt: '2026-11-28T13:05:00.000Z',
    proofs: [{ kind: 'fresh_session', at: '2026-11-22T13:00:00.000Z' }],
    acceptedProofs: [['role', 'fresh_session']],
    confirmation: null,
    blockers: [],
    findings: [],
    approval: null,
    blocked: null,
    holds: 0,
    overlap: null,
    attention: [],
    access: 'open',
    policyChanged: [],
    outcome: null,
    residualsLeft: 0,
    targets: [],
    runs: [],
    certificates: [],
    cancellable: true,
    next: 'The deletion begins at dueAt. Until then it can be cancelled.',
  };
}
