/** Values that land outside the settings' JSON are checked instead of quoted: what does not fit has no business there. */

/** A DNS name, for nginx's upstream and the EFS tunnel. */
export function dnsName(argument: string, value: string): string {
  if (!/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value)) {
    throw new Error(`${argument}: ${JSON.stringify(value)} is not a DNS name such as "internal-was.example.com".`);
  }
  return value;
}

/** A whole number within bounds. */
export function wholeNumber(argument: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${argument}: ${String(value)} is not a whole number from ${min} to ${max}.`);
  }
  return value;
}

/** An absolute path as a load balancer asks for it: no query, nothing that would have to be encoded. */
export function urlPath(argument: string, value: string): string {
  if (!/^\/[A-Za-z0-9._~!&'()*+,;=:@/-]*$/.test(value)) {
    throw new Error(`${argument}: ${JSON.stringify(value)} is not a path such as "/healthz".`);
  }
  return value;
}
