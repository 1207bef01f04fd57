import type { z } from 'zod';
import { type AccessShape, access, type SubjectShape, subject } from '../wire/access.ts';
import { type CertificateShape, certificate } from '../wire/certificate.ts';
import { type PlanShape, plan } from '../wire/plan.ts';
import {
  type givenProof,
  type newRequest,
  type RequestShape,
  receivedRequest,
  request,
  requestPage,
} from '../wire/request.ts';
import { type ResidualShape, residualList } from '../wire/residual.ts';
import { type RunShape, run } from '../wire/run.ts';
import { type Call, type ClientOptions, callLethe, path } from './call.ts';

export type Wish = z.input<typeof newRequest>;
export type Proof = z.input<typeof givenProof>;
export type Received = z.infer<typeof receivedRequest>;
export type RequestList = z.infer<typeof requestPage>;

export interface RequestFilter {
  readonly subject?: string;
  readonly states?: readonly RequestShape['state'][];
  readonly cursor?: string;
  readonly limit?: number;
}

/** A running Lethe, asked in the name of whoever the token is for. Whatever it refuses is thrown as a `LetheProblem`. */
export interface Lethe {
  /** What the people of a subject may do now; the one question a host asks often. */
  access(subject: string): Promise<AccessShape['access']>;
  subject(subject: string): Promise<SubjectShape>;
  deactivate(subject: string): Promise<SubjectShape>;
  reactivate(subject: string): Promise<SubjectShape>;
  /** `idempotencyKey`: the same when a form is sent twice. */
  receive(wish: Wish, options?: { readonly idempotencyKey?: string }): Promise<Received>;
  list(filter?: RequestFilter): Promise<RequestList>;
  request(id: string): Promise<RequestShape>;
  prove(id: string, proof: Proof): Promise<RequestShape>;
  /** `typed`: the subject's name, or the code of the message. */
  confirm(id: string, typed: string): Promise<RequestShape>;
  resend(id: string): Promise<RequestShape>;
  cancel(id: string): Promise<RequestShape>;
  /** What would be deleted, with exact counts. Nothing is stored. */
  preview(subject: string): Promise<PlanShape>;
  run(id: string): Promise<RunShape>;
  certificate(id: string): Promise<CertificateShape>;
  /** What remains on purpose of a request, or of a subject: with its reason and its end. */
  residuals(of: { readonly request: string } | { readonly subject: string }): Promise<readonly ResidualShape[]>;
}

export function createLethe(options: ClientOptions): Lethe {
  const get = <Answer>(answer: z.ZodType<Answer>, to: string, query: Call<Answer>['query'] = {}): Promise<Answer> =>
    callLethe(options, { method: 'GET', path: to, query, answer });
  const post = <Answer>(answer: z.ZodType<Answer>, to: string, body: object = {}): Promise<Answer> =>
    callLethe(options, { method: 'POST', path: to, body, answer });
  return {
    access: async (named) => (await get(access, '/v1/access', { subject: named })).access,
    subject: (named) => get(subject, path`/v1/subjects/${named}`),
    deactivate: (named) => post(subject, path`/v1/subjects/${named}/deactivate`),
    reactivate: (named) => post(subject, path`/v1/subjects/${named}/reactivate`),
    receive: (body, { idempotencyKey } = {}) =>
      callLethe(options, {
        method: 'POST',
        path: '/v1/requests',
        body,
        answer: receivedRequest,
        ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
      }),
    list: ({ subject: named, states, cursor, limit } = {}) =>
      get(requestPage, '/v1/requests', {
        subject: named,
        state: states?.join(','),
        cursor,
        limit: limit?.toString(),
      }),
    request: (id) => get(request, path`/v1/requests/${id}`),
    prove: (id, proof) => post(request, path`/v1/requests/${id}/proofs`, proof),
    confirm: (id, typed) => post(request, path`/v1/requests/${id}/confirm`, { typed }),
    resend: (id) => post(request, path`/v1/requests/${id}/confirmation`),
    cancel: (id) => post(request, path`/v1/requests/${id}/cancel`),
    preview: (named) =>
      callLethe(options, {
        method: 'POST',
        path: '/v1/plans',
        query: { validate_only: 'true' },
        body: { subject: named },
        answer: plan,
      }),
    run: (id) => get(run, path`/v1/runs/${id}`),
    certificate: (id) => get(certificate, path`/v1/certificates/${id}`),
    residuals: async (of) => (await get(residualList, '/v1/residuals', { ...of })).items,
  };
}
