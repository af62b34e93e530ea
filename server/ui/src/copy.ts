// A button that copies, on every block marked for it.

import { word } from "./words";

export function copyButtons(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll<HTMLElement>("[data-copy]").forEach((block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = word("copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent ?? "");
      button.textContent = word("copied");
      window.setTimeout(() => (button.textContent = word("copy")), 1500);
    });
    const frame = document.createElement("div");
    frame.className = "copyable";
    block.replaceWith(frame);
    frame.append(block, button);
  });
}
