import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import { flag, idText } from '../../wire/names.ts';
import { newPlan, plan } from '../../wire/plan.ts';
import { emptyBody, request } from '../../wire/request.ts';
import { ifMatchOf } from '../if-match.ts';
import { presentPlan } from '../present/plan.ts';
import { presentRequest } from '../present/request.ts';
import { callerOf, keyWith, personOr, type Route, route } from '../route.ts';

const nothing = z.object({});

const make = route({
  operation: 'makePlan',
  surface: 'api',
  method: 'POST',
  path: '/v1/plans',
  may: personOr('plan:read'),
  summary: 'Plan a deletion, with exact counts. Nothing is deleted. validate_only=true stores nothing either.',
  params: nothing,
  query: z.object({ validate_only: flag.default('false') }),
  body: newPlan,
  answers: { 200: plan, 201: plan },
  async handle(call) {
    const store = call.query.validate_only === 'false';
    const made = await call.context.backend.plans.make(callerOf(call), call.body, { store });
    const json = presentPlan(made, store);
    if (!store) return { json };
    return { status: 201, json, headers: { location: `/v1/plans/${made.id}`, etag: `"${made.plan.digest}"` } };
  },
});

const load = route({
  operation: 'readPlan',
  surface: 'api',
  method: 'GET',
  path: '/v1/plans/:id',
  may: personOr('plan:read'),
  summary: 'A plan, as it was when it was made.',
  params: z.object({ id: idText }),
  query: nothing,
  body: nothing,
  answers: { 200: plan },
  async handle(call) {
    const found = await call.context.backend.plans.load(callerOf(call), call.params.id);
    return { json: presentPlan(found, true), headers: { etag: `"${found.plan.digest}"` } };
  },
});

const approve = route({
  operation: 'approvePlan',
  surface: 'api',
  method: 'POST',
  path: '/v1/plans/:id/approve',
  may: keyWith('plan:approve'),
  summary: 'Approve exactly the plan whose digest If-Match names. One that is stale answers 412 with what has changed.',
  params: z.object({ id: idText }),
  query: nothing,
  body: emptyBody,
  answers: { 202: request },
  async handle(call) {
    const digest = ifMatchOf(call);
    if (digest === null) throw new LetheError('PRECONDITION_MISSING', 'An approval names the digest of its plan.');
    const record = await call.context.backend.plans.approve(callerOf(call), call.params.id, digest);
    const location = `/v1/requests/${record.request.id}`;
    return { status: 202, json: presentRequest(record), headers: { location, etag: `"${record.version}"` } };
  },
});

export const planRoutes: readonly Route[] = [make, load, approve];
