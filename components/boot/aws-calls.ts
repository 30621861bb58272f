/**
 * The IAM actions that boot files need, read from their text, to be compared with the policy of the server's role.
 *
 * Every call is written as `boto3.client("service", …).method(`; one that is not would stay unseen, and is refused.
 */
export function awsCallsOf(userData: string): string[] {
  const calls = [...userData.matchAll(/\bboto3\s*\.\s*client\(\s*"([a-z0-9-]+)"[^()]*\)\s*\.\s*([a-z0-9_]+)\(/g)];
  const mentions = [...userData.matchAll(/\bboto3\s*\.\s*(?!client\()\w+|\bboto3\s*\.\s*client\(/g)].length;
  if (calls.length !== mentions) {
    throw new Error(
      `${mentions} uses of boto3, but ${calls.length} calls that can be read; write boto3.client("…").method(`,
    );
  }
  return [...new Set(calls.map(([, service = "", method = ""]) => `${service}:${actionOf(service, method)}`))].sort();
}

/** A method's name is its action's, in another case, but for these. */
function actionOf(service: string, method: string): string {
  if (service === "s3" && ["head_object", "download_file", "download_fileobj"].includes(method)) return "GetObject";
  return method.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
