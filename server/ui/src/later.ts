// Parts that are fetched only when what they draw into comes near the screen.

interface Part {
  draw(place: HTMLElement): void;
}

export function laterParts(): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        const figure = (entry.target as HTMLElement).parentElement?.querySelector<HTMLElement>("[data-later]");
        const address = figure?.dataset["later"];
        if (figure && address) void (import(address) as Promise<Part>).then((part) => part.draw(figure));
      }
    },
    { rootMargin: "600px" },
  );
  // The place itself is hidden until something is drawn: what stands above it is watched.
  document.querySelectorAll("[data-later]").forEach((place) => {
    if (place.previousElementSibling) near.observe(place.previousElementSibling);
  });
}
