// A button that copies, on every block marked for it.

export function copyButtons(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll<HTMLElement>("pre[data-copy]").forEach((block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent ?? "");
      button.textContent = "Copied";
      window.setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    block.before(button);
  });
}
