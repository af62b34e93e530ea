// Choices of the map take effect at once when made with the pointer; with the keyboard, by the
// button, since a page that changes under an arrow key is a trap.

export function applyOnChange(): void {
  document.querySelectorAll<HTMLSelectElement>("select[data-apply]").forEach((select) => {
    let byPointer = false;
    select.addEventListener("pointerdown", () => (byPointer = true));
    select.addEventListener("keydown", () => (byPointer = false));
    select.addEventListener("change", () => {
      if (byPointer) select.form?.requestSubmit();
    });
  });
  document.querySelectorAll<HTMLFormElement>("form.map-filters").forEach((form) => {
    form.addEventListener("submit", () => {
      // Choices that are open need not stand in the address.
      form.querySelectorAll("select").forEach((select) => (select.disabled = !select.value));
    });
  });
}
