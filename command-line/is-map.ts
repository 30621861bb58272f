/** Whether a value that was read from a file or a message has keys; a list has none. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
