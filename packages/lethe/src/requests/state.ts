/** Who or what a request in this state waits for. */
export type WaitsOn = 'us' | 'requester' | 'requester or us' | 'time' | 'a hold' | 'nobody';

interface StateFacts {
  readonly waitsOn: WaitsOn;
  /** Where it can go from here. Nothing else happens: README.md draws these, and a test compares both with decide.ts. */
  readonly leadsTo: readonly State[];
}

export type State =
  | 'received'
  | 'verifying'
  | 'confirming'
  | 'blocked'
  | 'scheduled'
  | 'held'
  | 'running'
  | 'completed'
  | FinalState;

export type FinalState = 'closed' | 'cancelled' | 'expired' | 'refused' | 'forwarded';

/** States that a hold can interrupt and its release goes back to. */
export type HoldableState = 'received' | 'verifying' | 'confirming' | 'blocked' | 'scheduled' | 'running';

const final = { waitsOn: 'nobody', leadsTo: [] } as const;

export const stateFacts: Readonly<Record<State, StateFacts>> = {
  received: { waitsOn: 'us', leadsTo: ['verifying', 'held', 'forwarded', 'refused', 'cancelled'] },
  verifying: {
    waitsOn: 'requester or us',
    leadsTo: ['confirming', 'blocked', 'scheduled', 'held', 'forwarded', 'refused', 'expired', 'cancelled'],
  },
  confirming: { waitsOn: 'requester', leadsTo: ['blocked', 'scheduled', 'held', 'expired', 'cancelled'] },
  blocked: {
    waitsOn: 'requester or us',
    leadsTo: ['confirming', 'scheduled', 'held', 'refused', 'expired', 'cancelled'],
  },
  scheduled: { waitsOn: 'time', leadsTo: ['running', 'blocked', 'held', 'cancelled'] },
  held: {
    waitsOn: 'a hold',
    leadsTo: ['received', 'verifying', 'confirming', 'blocked', 'scheduled', 'running', 'cancelled'],
  },
  running: { waitsOn: 'us', leadsTo: ['completed', 'held'] },
  completed: { waitsOn: 'time', leadsTo: ['closed'] },
  closed: final,
  cancelled: final,
  expired: final,
  refused: final,
  forwarded: final,
};

export const states = Object.keys(stateFacts) as readonly State[];

export const isFinal = (state: State): state is FinalState => stateFacts[state].leadsTo.length === 0;
