import type { Access } from './access.ts';

export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 502 | 503;

interface Because extends ErrorOptions {
  readonly access?: Access;
}

/** What the CRM will not do, in words for whoever asked. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly title: string;
  /** Where Lethe's answer is the reason. */
  readonly access: Access | null;

  constructor(status: RefusalStatus, title: string, detail: string, because: Because = {}) {
    super(detail, because);
    this.name = 'Refusal';
    this.status = status;
    this.title = title;
    this.access = because.access ?? null;
  }
}

/** The same whether it is not there or not theirs: the difference would tell what others have. */
export const notFound = (): Refusal =>
  new Refusal(404, 'Not found', 'There is nothing here that you can see. Check the address, or go to your workspaces.');
