type WithDefaults<Given, Defaults> = Given & {
  [Key in keyof Given & keyof Defaults]-?: NonNullable<Given[Key]>;
};

/** What is given, and the default where nothing is given; a key that is given as undefined gives nothing. */
export function withDefaults<Given extends object, Defaults extends Partial<Given>>(
  given: Given | undefined,
  defaults: Defaults,
): WithDefaults<Given, Defaults> {
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(said) as WithDefaults<Given, Defaults>) };
}
