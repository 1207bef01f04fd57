import { effect } from '../schema.ts';
import { askVendor } from './vendor.ts';

/** A number costs money until its vendor has it back. */
export const releaseNumbers = effect('release-numbers', {
  version: 1,
  table: 'app.phone_numbers',
  values: ['vendor_ref'],
  where: { column: 'status', in: ['active'] },
  order: 'after',
  run: ({ vendor_ref }, context) => askVendor('DELETE', `/numbers/${encodeURIComponent(vendor_ref)}`, context),
});

/** The token must still be there to be revoked, so this ends before the channel's row goes. */
export const revokeChannelTokens = effect('revoke-channel-tokens', {
  version: 1,
  table: 'app.channels',
  values: ['id', 'access_token'],
  order: 'before',
  run: async ({ id, access_token }, context) =>
    access_token === null ? 'already' : askVendor('POST', `/tokens/${id}/revoke`, context, { token: access_token }),
});

/** Nobody should be able to sign in to what is being deleted. */
export const revokeSignIn = effect('revoke-sign-in', {
  version: 1,
  table: 'app.sign_in_connections',
  values: ['id'],
  order: 'before',
  run: ({ id }, context) => askVendor('POST', `/connections/${id}/revoke`, context),
});

/** A running mailing goes on at the vendor, to people whose rows are gone, until it is ended there. */
export const endCampaigns = effect('end-campaigns', {
  version: 1,
  table: 'app.campaigns',
  values: ['id'],
  where: { column: 'status', in: ['running'] },
  order: 'before',
  run: ({ id }, context) => askVendor('POST', `/campaigns/${id}/end`, context),
});

/** Before the rows, or it would start something new meanwhile. */
export const endSchedules = effect('end-schedules', {
  version: 1,
  table: 'app.schedules',
  values: ['id'],
  order: 'before',
  run: ({ id }, context) => askVendor('POST', `/schedules/${id}/end`, context),
});
