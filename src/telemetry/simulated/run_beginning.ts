/** The time of day when a run begins: the year 2026, in milliseconds since the epoch. */
export const beginningMs = 1_767_225_600_000;
