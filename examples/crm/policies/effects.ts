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
