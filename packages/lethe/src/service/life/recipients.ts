import { keptAddresses } from '../../postgres/addresses.ts';
import type { NewDelivery, NoticeRow } from '../../postgres/notices.ts';
import { readNow } from '../../postgres/requests.ts';
import type { Audience } from '../../requests/decision.ts';
import { hasStarted, type Request } from '../../requests/request.ts';
import { toldBy } from '../../requests/request-policy.ts';
import { actorOfRecipient, isEarlier } from './changed-address.ts';
import type { Life } from './life-context.ts';
import { type Mailbox, mailboxesOf, ownersNow, requesterMailboxes } from './requester.ts';

type Find = (life: Life, request: Request, notice: NoticeRow) => Promise<readonly NewDelivery[]>;

/** Who belongs to an audience at this moment. One that is left out does not compile. */
const findings: Readonly<Record<Audience, Find>> = {
  requester: async (life, request) => {
    const known = await requesterMailboxes(life, request);
    if (known.length === 0) return [{ recipient: 'requester', to: { code: noAddress } }];
    return known.map(({ recipient, address }) => ({ recipient, to: { address } }));
  },
  owners: findOwners,
  operators: async ({ lethe }) => staff('operator', lethe.settings.operators),
  approvers: async ({ lethe }) => staff('approver', lethe.settings.operators),
  controller: async ({ lethe }, request, { event }) => {
    const [kept] = await lethe.database.use((client) => keptAddresses(client, request.id, 'controller'));
    const named = event.data['controller'];
    const address = kept?.address ?? (typeof named === 'string' && named.includes('@') ? named : null);
    return [{ recipient: 'controller', to: address === null ? { code: noAddress } : { address } }];
  },
};

/** Nobody knows a mailbox for them. */
export const noAddress = 'NO_ADDRESS';
/** LETHE_OPERATORS names nobody. */
const noOperators = 'NO_OPERATORS';
/** No mail server is set, and no policy needs one. */
const noMailer = 'NO_MAILER';

const proving: readonly NoticeRow['name'][] = ['proof', 'confirmation'];

export async function recipientsOf(life: Life, request: Request, notice: NoticeRow): Promise<readonly NewDelivery[]> {
  const all = await findings[notice.audience](life, request, notice);
  // A link that proves something is for the address of today alone; the one before is told, and can cancel.
  const found = proving.includes(notice.name) ? all.filter(({ recipient }) => !isEarlier(recipient)) : all;
  if (life.mailer !== null) return found;
  return found.map(({ recipient }) => ({ recipient, to: { code: noMailer } }));
}

/** Who asked is told as the requester, and not once more as one of the owners. */
async function findOwners(life: Life, request: Request): Promise<readonly NewDelivery[]> {
  const { database } = life.lethe;
  const known = hasStarted(request)
    ? await database.use((client) => keptAddresses(client, request.id, 'owners'))
    : await mailboxesNow(life, request);
  // By the policy nobody is to be told, or nobody is left: the second is worth knowing.
  if (known.length === 0 && toldBy(request.policy).length > 0)
    return [{ recipient: 'owners', to: { code: noAddress } }];
  return known
    .filter(({ recipient }) => actorOfRecipient(recipient) !== request.requester.actor)
    .map(({ recipient, address }) => ({ recipient, to: { address } }));
}

async function mailboxesNow(life: Life, request: Request): Promise<readonly Mailbox[]> {
  const now = await life.lethe.database.use(readNow);
  return (await ownersNow(life, request)).flatMap((owner) => mailboxesOf(owner.actor, owner, now));
}

function staff(as: string, addresses: readonly string[]): readonly NewDelivery[] {
  if (addresses.length === 0) return [{ recipient: as, to: { code: noOperators } }];
  return addresses.map((address, at) => ({ recipient: `${as} ${at + 1}`, to: { address } }));
}
