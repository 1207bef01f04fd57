import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { accessOf, mayRead } from '../access.ts';
import type { Crm } from '../crm.ts';
import { type Exported, type ExportFormat, exported } from '../export.ts';
import { Refusal } from '../refusal.ts';
import { subjectOf, workspacesIn } from '../subjects.ts';
import { signedIn } from '../web-session.ts';
import { ids } from './validated.ts';

const types: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
};

/** Downloads of what would be missed most, for owners and admins. */
export function exportRoutes(app: FastifyInstance, crm: Crm): void {
  for (const kind of ['account', 'workspace'] as const)
    for (const what of ['contacts', 'conversations', 'invoices'] as const)
      for (const format of ['csv', 'json'] as const) exportRoute(app, crm, { kind, what, format });
}

interface File {
  readonly kind: 'account' | 'workspace';
  readonly what: Exported;
  readonly format: ExportFormat;
}

function exportRoute(app: FastifyInstance, { pool }: Crm, { kind, what, format }: File): void {
  const path = `/${kind}s/:id/export/${what}.${format}`;
  app.get<{ Params: { id: string } }>(path, { schema: { params: ids('id') } }, async (request, reply) => {
    const subject = await subjectOf[kind](pool, signedIn(request).user.id, request.params.id);
    mayRead(await accessOf(pool, subject.path), subject.role);
    if (subject.role === 'member') throw new Refusal(403, 'Not exported', 'Only owners and admins can export.');
    const workspaces = (await workspacesIn(pool, subject)).map(({ id }) => id);
    return reply
      .type(types[format])
      .header('content-disposition', `attachment; filename="${kind}-${subject.id}-${what}.${format}"`)
      .send(Readable.from(exported(pool, { what, format, workspaces })));
  });
}
