import { join } from 'node:path';
import { createLethe, type Lethe, type Request } from 'lethe/client';
import type { VendorState } from '../vendor/vendor.ts';
import { cleanEnvironment } from './environment.ts';
import { config, letheFile } from './lethe.ts';
import { type Mail, mailsAt } from './mailbox.ts';
import { freePlaces, type Places, urlAt } from './places.ts';
import { type Program, startProgram } from './program.ts';
import { until } from './until.ts';

/** The CRM, its vendor and Lethe (service, worker, mailbox) as programs of their own, reached over HTTP and SMTP. */
export interface Product extends AsyncDisposable {
  readonly crm: string;
  readonly service: string;
  readonly database: string;
  readonly signal: AbortSignal;
  /** In the name of an operator. */
  readonly operator: Lethe;
  readonly operatorKey: string;
  readonly vendor: () => Promise<VendorState>;
  /** Everything that Lethe has printed. */
  readonly letheSaid: () => string;
  readonly programs: readonly Program[];
  /** What the programs are told of each other, without the database. */
  readonly settings: Readonly<Record<string, string>>;
  readonly vendorUrl: string;
}

export interface ProductOptions {
  readonly database: string;
  /** Keys, journal and mailbox. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export async function openProduct({ database, folder, signal }: ProductOptions): Promise<Product> {
  await using open = new AsyncDisposableStack();
  const places = await freePlaces();
  const settings = settingsFor(places, folder);
  const env = { ...cleanEnvironment(), ...settings, CRM_DATABASE_URL: database };
  const programs = [
    startProgram({ name: 'lethe dev', file: letheFile, args: ['dev', '--json', '--config', config], env }),
    startProgram({ name: 'the CRM', file: new URL('../app/main.ts', import.meta.url), env }),
    startProgram({ name: 'the vendor', file: new URL('../vendor/main.ts', import.meta.url), env }),
  ];
  // The host first: whoever writes ends before whoever deletes.
  for (const program of programs) open.use(program);
  const operatorKey = await ready(programs, places, signal);
  const service = urlAt(places.service);
  const ending = open.move();
  return {
    crm: urlAt(places.crm),
    service,
    database,
    signal,
    operator: createLethe({ url: service, token: () => operatorKey }),
    operatorKey,
    vendor: async () => JSON.parse(await textAt(new URL('/state', urlAt(places.vendor)))),
    letheSaid: () => (programs[0]?.said() ?? '').replace(operatorKey, '(key)'),
    programs,
    settings,
    vendorUrl: urlAt(places.vendor),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

function settingsFor({ service, crm, vendor, smtp }: Places, folder: string): Record<string, string> {
  return {
    LETHE_DATA_DIR: folder,
    LETHE_BRAND: 'Sample CRM',
    LETHE_MAIL_FROM: 'Sample CRM <deletions@crm.test>',
    LETHE_HOST_JWKS_FILE: join(folder, 'keys', 'host-session.jwks.json'),
    LETHE_URL: urlAt(service),
    LETHE_DEV_SMTP_PORT: String(smtp),
    PORT: String(service),
    CRM_PORT: String(crm),
    CRM_VENDOR_PORT: String(vendor),
    CRM_VENDOR_URL: urlAt(vendor),
  };
}

/** Answers the operator's key, which `lethe dev` prints when all its parts are up. */
function ready(programs: readonly Program[], { service, crm, vendor }: Places, signal: AbortSignal): Promise<string> {
  const doors = [`${urlAt(service)}/readyz`, `${urlAt(crm)}/readyz`, `${urlAt(vendor)}/state`];
  return until('Lethe, the CRM and the vendor to be up', signal, async () => {
    for (const { name, running, said } of programs) if (!running()) throw new Error(`${name} has ended:\n${said()}`);
    const [, operatorKey] = /"operatorKey": "(\S+)"/u.exec(programs[0]?.said() ?? '') ?? [];
    return operatorKey !== undefined && (await Promise.all(doors.map(answers))).every(Boolean) ? operatorKey : null;
  });
}

const textAt = async (url: URL): Promise<string> => (await fetch(url)).text();

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );

/** By which waits count, in milliseconds. */
export async function now({ service }: Product): Promise<number> {
  const answer = await fetch(new URL('/dev/clock', service), { headers: { accept: 'application/json' } });
  const { lethe }: { lethe: string } = JSON.parse(await answer.text());
  return Date.parse(lethe);
}

/** `P7D`, or milliseconds: everything that waits comes so much nearer. */
export async function advance({ service }: Product, by: string | number): Promise<void> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const body = JSON.stringify({ advance: by });
  const answer = await fetch(new URL('/dev/clock', service), { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`The clock answers ${answer.status}: ${await answer.text()}`);
}

/** The newest request for the subject, once it stands so. */
export function requestIn(product: Product, subject: string, state: Request['state']): Promise<Request> {
  return until(`the request for ${subject} to be ${state}`, product.signal, async () => {
    const [request] = (await product.operator.list({ subject })).items;
    return request?.state === state ? request : null;
  });
}

/** A message to somebody whose subject fits; `after`: none of those that were there before. */
export function mailTo(product: Product, to: string, fits: RegExp, after: number): Promise<Mail> {
  return until(`a message to ${to} that says ${fits.source}`, product.signal, async () => {
    const mails = (await mailsAt(product.service)).slice(after);
    return mails.find((mail) => mail.to === to && fits.test(mail.subject)) ?? null;
  });
}
