/** Something the user can mend: its message says what and how, and is all there is to show. */
export class UserError extends Error {}

/** The command was called in a wrong way. */
export class UsageError extends UserError {}
