/** Type of the resource that stands for the stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

export interface StackName {
  project: string;
  stack: string;
}

/**
 * The engine's name for a resource. The types of all its parents but the stack are part of it:
 *
 *     urn:pulumi:dev::three-tier::three-tier:index:VpcWithNat$awsx:ec2:Vpc::main
 */
export function makeUrn({ project, stack }: StackName, parent: string | undefined, type: string, name: string): string {
  const parentType = parent === undefined ? STACK_TYPE : qualifiedType(parent);
  const fullType = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${fullType}::${name}`;
}

export function isUrn(text: string): boolean {
  return text.startsWith("urn:pulumi:") && text.split("::").length >= 4;
}

/** `aws:ec2/instance:Instance` of `urn:pulumi:dev::three-tier::three-tier:index:WebTier$aws:ec2/instance:Instance::web`. */
export function typeOf(urn: string): string {
  const type = qualifiedType(urn);
  return type.slice(type.lastIndexOf("$") + 1);
}

export function stackOf(urn: string): string {
  return urn.split("::")[0]?.slice("urn:pulumi:".length) ?? "";
}

/** The same URN, of a stack of another name. */
export function urnInStack(urn: string, stack: string): string {
  return urn.replace(/^urn:pulumi:[^:]*::/, `urn:pulumi:${stack}::`);
}

export function projectOf(urn: string): string {
  return urn.split("::")[1] ?? "";
}

/** Everything after the type; a name may itself contain `::`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `aws` of `aws:ec2/instance:Instance`. */
export function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

/** Whether a resource makes nothing outside the stack's state: the engine's own, and what is only computed. */
export function isOfStateAlone(type: string): boolean {
  return ["pulumi", "random", "tls"].includes(packageOf(type));
}

/** `aws:ec2:Instance` for `aws:ec2/instance:Instance`, as the `pulumi` command shortens it. */
export function shortType(type: string): string {
  const [packageName, module = "", name = ""] = type.split(":");
  const [shortModule, member = ""] = module.split("/");
  return member.toLowerCase() === name.toLowerCase() ? `${packageName}:${shortModule}:${name}` : type;
}

/** The URN in the reference of a provider, which its id (`::…`) follows. */
export function urnOfProvider(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
}

/** Providers are resources too: `pulumi:providers:aws`. */
export function providerType(packageName: string): string {
  return `pulumi:providers:${packageName}`;
}

export function isProviderType(type: string): boolean {
  return type.startsWith(providerType(""));
}

/** Whether the engine has made a provider by itself: it calls it `default`, with the version of its package. */
export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOf(urn)) && /^default(_|$)/.test(nameOf(urn));
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}
