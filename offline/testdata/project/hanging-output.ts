export const never = new Promise<string>(() => undefined);
