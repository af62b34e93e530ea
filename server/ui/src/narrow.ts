// Typing narrows the tree of terms to what fits and to what stands above it. Enter asks the server,
// which also knows synonyms and definitions.

export function narrowTrees(): void {
  document.querySelectorAll<HTMLInputElement>("input[data-narrow]").forEach((input) => {
    const sections = [...document.querySelectorAll<HTMLElement>("[data-tree]")];
    if (!sections.length) return;
    const folded = new Map<HTMLDetailsElement, boolean>();
    sections.forEach((section) => {
      section.querySelectorAll("details").forEach((details) => folded.set(details, details.open));
    });
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!words.length) folded.forEach((open, details) => (details.open = open));
      for (const section of sections) {
        let any = false;
        section.querySelectorAll<HTMLElement>(":scope > .tree > li").forEach((item) => {
          any = show(item, words, false) || any;
        });
        section.hidden = !any;
      }
    });
  });
}

/** Shows an item if it, something above it or something below it has all words. */
function show(item: HTMLElement, words: string[], above: boolean): boolean {
  const label = item.querySelector(":scope > a")?.textContent?.toLowerCase() ?? "";
  const fits = words.every((word) => label.includes(word));
  const details = item.querySelector<HTMLDetailsElement>(":scope > details");
  let below = false;
  details?.querySelectorAll<HTMLElement>(":scope > .tree > li").forEach((child) => {
    below = show(child, words, above || fits) || below;
  });
  if (details && words.length) details.open = below && !fits;
  item.hidden = words.length > 0 && !(fits || below || above);
  return fits || below;
}
