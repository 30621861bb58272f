/**
 * Defaults that a rule has to know to judge a setting by another one that is left out. Where they are applied, and
 * documented, is the components' business; a test holds the two equal.
 */
export const SCALING_DEFAULTS = { minSize: 1, maxSize: 2 } as const;

export const HEALTH_CHECK_DEFAULTS = { intervalSeconds: 15, timeoutSeconds: 5 } as const;

export const DATABASE_DEFAULTS = {
  engine: "mariadb",
  multiAz: false,
  allocatedStorageGiB: 20,
  maxAllocatedStorageGiB: 100,
  backupRetentionDays: 7,
} as const;
