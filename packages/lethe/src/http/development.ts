import type { KeptMail } from '../mail/kept-mail.ts';
import type { Now } from '../requests/request.ts';

/** What is served below /dev/, in development only. */
export interface Development {
  readonly mailbox: {
    list(): readonly KeptMail[];
    read(id: string): KeptMail | null;
  };
  readonly clock: {
    read(): Promise<Now>;
    /** Moves lethe.now() forward; an event is written. */
    advance(ms: number): Promise<void>;
  };
}
