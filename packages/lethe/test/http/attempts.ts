import type { Everything } from './club-with-everything.ts';

/** How a route is called about something: with the ids of something that is there, or of nothing. */
export interface Attempt {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Ids = Everything & { readonly subject: string };

export const nobodys: Ids = {
  request: 'req_nothing',
  plan: 'plan_nothing',
  run: 'run_nothing',
  certificate: 'cert_nothing',
  hold: 'hold_nothing',
  key: 'key_nothing',
  waiting: 'req_nothing',
  subject: 'club:9999',
};

/** Every id where another kind of id belongs. */
export const mixedUp = (ids: Ids): Ids => ({
  request: ids.run,
  plan: ids.request,
  run: ids.plan,
  certificate: ids.key,
  hold: ids.certificate,
  key: ids.hold,
  waiting: ids.run,
  subject: ids.waiting,
});

/** Of every route that asks who calls, by its operation. One that is missing fails the test that walks the routes. */
export const attempts: Readonly<Record<string, (ids: Ids) => Attempt>> = {
  receiveRequest: ({ subject }) => ({ path: '/v1/requests', body: { subject } }),
  listRequests: ({ subject }) => ({ path: `/v1/requests?subject=${encodeURIComponent(subject)}` }),
  readRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}` }),
  listRequestEvents: ({ waiting }) => ({ path: `/v1/requests/${waiting}/events` }),
  proveRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/proofs`, body: { kind: 'fresh_session' } }),
  confirmRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/confirm`, body: { typed: 'Club of One' } }),
  resendConfirmation: ({ waiting }) => ({ path: `/v1/requests/${waiting}/confirmation`, body: {} }),
  cancelRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/cancel`, body: {} }),
  refuseRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/refuse`, body: { reason: 'unfounded' } }),
  forwardRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/forward`, body: { controller: 'acme' } }),
  acknowledgeRequest: ({ waiting }) => ({ path: `/v1/requests/${waiting}/acknowledge`, body: {} }),
  clearBlocker: ({ waiting }) => ({ path: `/v1/requests/${waiting}/blockers/exports-needed@1/clear`, body: {} }),
  makePlan: ({ subject }) => ({ path: '/v1/plans', body: { subject } }),
  readPlan: ({ plan }) => ({ path: `/v1/plans/${plan}` }),
  approvePlan: ({ plan }) => ({ path: `/v1/plans/${plan}/approve`, body: {}, headers: { 'if-match': '"d"' } }),
  readRun: ({ run }) => ({ path: `/v1/runs/${run}` }),
  watchRun: ({ run }) => ({ path: `/v1/runs/${run}/events` }),
  pauseRun: ({ run }) => ({ path: `/v1/runs/${run}/pause`, body: {} }),
  resumeRun: ({ run }) => ({ path: `/v1/runs/${run}/resume`, body: {} }),
  waiveEffect: ({ run }) => ({ path: `/v1/runs/${run}/waive`, body: { effect: 'e', reason: 'r' } }),
  listHolds: () => ({ path: '/v1/holds' }),
  placeHold: ({ subject }) => ({
    path: '/v1/holds',
    body: { scope: subject, reason: 'case', owner: 'legal', reviewOn: '2099-01-01' },
  }),
  releaseHold: ({ hold }) => ({ path: `/v1/holds/${hold}/release`, body: { reason: 'closed' } }),
  readAccess: ({ subject }) => ({ path: `/v1/access?subject=${encodeURIComponent(subject)}` }),
  readSubject: ({ subject }) => ({ path: `/v1/subjects/${encodeURIComponent(subject)}` }),
  deactivateSubject: ({ subject }) => ({ path: `/v1/subjects/${encodeURIComponent(subject)}/deactivate`, body: {} }),
  reactivateSubject: ({ subject }) => ({ path: `/v1/subjects/${encodeURIComponent(subject)}/reactivate`, body: {} }),
  readCertificate: ({ certificate }) => ({ path: `/v1/certificates/${certificate}` }),
  readCertificateNote: ({ certificate }) => ({ path: `/v1/certificates/${certificate}/note` }),
  listResiduals: ({ request }) => ({ path: `/v1/residuals?request=${request}` }),
  createKey: ({ subject }) => ({
    path: '/v1/keys',
    body: { name: 'more', scopes: ['request:read'], tenant: subject },
  }),
  listKeys: () => ({ path: '/v1/keys' }),
  revokeKey: ({ key }) => ({ path: `/v1/keys/${key}/revoke`, body: {} }),
};
