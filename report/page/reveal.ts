/** Opens whatever an element is folded in, and goes there. */
export function reveal(id: string): void {
  const element = document.getElementById(id);
  for (let at: Element | null | undefined = element; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  element?.scrollIntoView({ block: "center" });
  element?.querySelector("summary")?.focus({ preventScroll: true });
}
