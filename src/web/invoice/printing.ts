// Whether the page is being put on paper, where everything has to be there and not only what is in sight.
import { useSyncExternalStore } from "react";

let isPreparing = false;

function watch(tell: () => void): () => void {
  const query = window.matchMedia("print");
  const before = () => {
    isPreparing = true;
    tell();
  };
  const after = () => {
    isPreparing = false;
    tell();
  };
  query.addEventListener("change", tell);
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  return () => {
    query.removeEventListener("change", tell);
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
  };
}

export function usePrinting(): boolean {
  // What comes from an external store is rendered at once, so the paper has it.
  return useSyncExternalStore(watch, () => isPreparing || window.matchMedia("print").matches);
}
