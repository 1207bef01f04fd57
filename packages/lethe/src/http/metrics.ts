import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Health } from './backend.ts';

export interface Observed {
  readonly method: string;
  /** The pattern, never the path: ids and personal data do not become labels. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  observe(observed: Observed): void;
  failed(): void;
  /** In the text format, with what the backend knows now. */
  text(health: Health): Promise<string>;
  readonly type: string;
}

/** A registry of its own: two services in one process do not count for each other. */
export function openMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry] = registers;
  if (registry === undefined) throw new Error('bug: there is no registry');
  const durations = new Histogram({
    name: 'lethe_http_request_duration_seconds',
    help: 'How long an HTTP call took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const failures = new Counter({
    name: 'lethe_http_failures_total',
    help: 'Answers that were a failure of ours.',
    registers,
  });
  const show = healthGauges(registers);
  return {
    type: registry.contentType,
    observe: ({ method, route, status, seconds }) => durations.observe({ method, route, status }, seconds),
    failed: () => failures.inc(),
    text(health) {
      show(health);
      return registry.metrics();
    },
  };
}

function healthGauges(registers: Registry[]): (health: Health) => void {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name: `lethe_${name}`, help, registers });
  const oldest = gauge(
    'oldest_pending_deletion_seconds',
    'Seconds since the oldest request that is due and not completed became due; 0: none.',
  );
  const deliveries = gauge('deliveries_pending', 'Messages that are not delivered yet.');
  const attention = gauge('attention', 'Requests with something that a person should look at.');
  const reviews = gauge('holds_review_due', 'Open holds whose review date has come.');
  const byState = (name: string, help: string): Gauge<'state'> =>
    new Gauge({ name: `lethe_${name}`, help, labelNames: ['state'], registers });
  const requests = byState('requests', 'Requests by state.');
  const runs = byState('runs', 'Runs by state.');
  return (health) => {
    oldest.set(health.oldestPendingSeconds);
    deliveries.set(health.deliveriesPending);
    attention.set(health.attention);
    reviews.set(health.holdsReviewDue);
    setAll(requests, health.requests);
    setAll(runs, health.runs);
  };
}

function setAll(gauge: Gauge<'state'>, counts: Readonly<Record<string, number>>): void {
  // A state that nothing is in any more must not keep its last number.
  gauge.reset();
  for (const [state, count] of Object.entries(counts)) gauge.set({ state }, count);
}
