// The map as PNG, drawn from the SVG that the server gives.

const SCALE = 2;

export function pngExport(): void {
  document.querySelectorAll<HTMLElement>("[data-png]").forEach((place) => {
    const address = place.dataset["png"];
    if (!address) return;
    place.hidden = false;
    place.querySelector("button")?.addEventListener("click", () => void save(address));
  });
}

async function save(address: string): Promise<void> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.download = "evidence-map.png";
  link.href = canvas.toDataURL("image/png");
  link.click();
}
