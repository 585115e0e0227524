// Numbers that are no amounts, as people read them.

/** `figureShown("228179.5", 2)` is `"228,179.50"`; no digit is ever lost. */
export function figureShown(of: string, decimalsMin = 0): string {
  const [whole = "", decimals = ""] = of.split(".");
  const shown = decimals.padEnd(decimalsMin, "0");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${shown === "" ? "" : `.${shown}`}`;
}
