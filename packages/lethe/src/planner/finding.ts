/** Something that a person must decide or repair. Data, never thrown: a plan with a blocking one is not carried out. */
export interface Finding {
  readonly code: FindingCode;
  readonly table: string;
  /** What was found, in one sentence. */
  readonly message: string;
  /** What to write or run to settle it. */
  readonly next: string;
}

/** Findings block. Warnings have the same shape and do not. */
export type FindingCode =
  | 'UNDECIDED'
  | 'UNREACHED'
  | 'UNKNOWN_TYPE'
  | 'TYPE_CHANGED'
  | 'CROSS_TENANT'
  | 'SPINE_UNDECIDED'
  | 'IGNORED_REFERENCES'
  | 'KEPT_WOULD_CASCADE'
  | 'CYCLE_UNBROKEN'
  | 'NO_INDEX'
  | 'RULE_UNKNOWN_TABLE'
  | 'RULE_UNKNOWN_COLUMN'
  | 'RULE_UNREACHED'
  | 'ANONYMISE_INVALID'
  | 'REWRITE_RULE'
  | 'ROWS_HIDDEN'
  | 'PRIVILEGE_MISSING'
  | 'INHERITANCE'
  | 'TRIGGER_LEAVES_ROWS'
  | 'BLOCKER'
  | 'HELD'
  // Found while a run is carried out:
  | 'TRIGGER_REFUSES'
  | 'WRITE_OUTSIDE_PLAN'
  | 'LOCKED_ROWS'
  | 'STATEMENT_TIMEOUT'
  | 'LATE_ROWS'
  | 'EFFECT_FAILED'
  | 'RESIDUAL_FOUND'
  | 'COUNT_DRIFT'
  | 'DATABASE_REFUSES'
  // Warnings:
  | 'TRIGGER_ON_DELETE'
  | 'NULLABLE_TENANT_LINK'
  | 'OWNED_OTHERWISE'
  | 'OWNED_SHARED'
  | 'UNFENCED'
  | 'NOT_VALIDATED'
  | 'SEQUENCE_STAYS'
  | 'VIEW_HOLDS_ROWS';
