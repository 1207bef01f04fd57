import type pg from 'pg';
import type { VendorKind } from './vendor.ts';

export interface Contract {
  readonly kind: VendorKind;
  readonly id: string;
}

/** What the CRM has at the vendor by its own books, named as the effects name it when they end it. */
export async function contractsOf(db: Pick<pg.ClientBase, 'query'>): Promise<readonly Contract[]> {
  const { rows } = await db.query<Contract>(`
    SELECT 'numbers' AS kind, vendor_ref AS id FROM app.phone_numbers WHERE status = 'active'
    UNION ALL SELECT 'tokens', id::text FROM app.channels WHERE access_token IS NOT NULL
    UNION ALL SELECT 'campaigns', id::text FROM app.campaigns WHERE status = 'running'
    UNION ALL SELECT 'schedules', id::text FROM app.schedules
    UNION ALL SELECT 'connections', id::text FROM app.sign_in_connections`);
  return rows;
}
