import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { LetheError } from '../errors.ts';
import type { HttpSettings } from './http-settings.ts';

/**
 * What development shows is for whoever sits at this machine. Without this, any page that is open in their browser could
 * give its own name this machine's address and read the mailbox as its own.
 */
export const requireOwnHost =
  ({ publicUrl }: Pick<HttpSettings, 'publicUrl'>) =>
  async ({ headers }: Pick<FastifyRequest, 'headers'>): Promise<void> => {
    const written = `http://${headers.host ?? ''}`;
    const name = URL.canParse(written) ? new URL(written).hostname : '';
    const isAddress = isIP(name.replace(/^\[(.*)\]$/u, '$1')) !== 0;
    if (isAddress || name === 'localhost' || name.endsWith('.localhost') || name === new URL(publicUrl).hostname)
      return;
    throw new LetheError('ROUTE_UNKNOWN', 'There is nothing at this address.');
  };
