import { z } from 'zod';
import { certificate } from '../../wire/certificate.ts';
import { idText } from '../../wire/names.ts';
import { residualList, residualQuery } from '../../wire/residual.ts';
import { isoText } from '../present/moment.ts';
import { presentResidual } from '../present/residual.ts';
import { callerOf, everyone, personOr, type Route, route } from '../route.ts';

const one = z.object({ id: idText });
const nothing = z.object({});

const load = route({
  operation: 'readCertificate',
  surface: 'api',
  method: 'GET',
  path: '/v1/certificates/:id',
  may: personOr('certificate:read'),
  summary: 'A certificate.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: certificate },
  async handle(call) {
    const found = await call.context.backend.evidence.certificate(callerOf(call), call.params.id);
    return { json: { ...found, issuedAt: isoText(found.issuedAt) } };
  },
});

const note = route({
  operation: 'readCertificateNote',
  surface: 'api',
  method: 'GET',
  path: '/v1/certificates/:id/note',
  may: personOr('certificate:read'),
  summary: 'The signed note alone, as a file for lethe verify.',
  params: one,
  query: nothing,
  body: nothing,
  answers: { 200: z.string() },
  answersAs: 'text/plain',
  async handle(call) {
    const found = await call.context.backend.evidence.certificate(callerOf(call), call.params.id);
    return { text: found.note, type: 'text/plain; charset=utf-8' };
  },
});

const residuals = route({
  operation: 'listResiduals',
  surface: 'api',
  method: 'GET',
  path: '/v1/residuals',
  may: personOr('certificate:read'),
  summary: 'What remains on purpose, why, and until when.',
  params: nothing,
  query: residualQuery,
  body: nothing,
  answers: { 200: residualList },
  async handle(call) {
    const { request = null, subject = null } = call.query;
    const found = await call.context.backend.evidence.residuals(callerOf(call), { request, subject });
    return { json: { items: found.map(presentResidual) } };
  },
});

const verifierKey = route({
  operation: 'readVerifierKey',
  surface: 'operation',
  method: 'GET',
  path: '/lethe.vkey',
  may: everyone,
  summary: 'The public key of this Lethe, as a file for lethe verify --key.',
  params: nothing,
  query: nothing,
  body: nothing,
  answers: { 200: z.string() },
  answersAs: 'text/plain',
  async handle({ context }) {
    return { text: `${await context.backend.evidence.verifierKey()}\n`, type: 'text/plain; charset=utf-8' };
  },
});

export const evidenceRoutes: readonly Route[] = [load, note, residuals, verifierKey];
