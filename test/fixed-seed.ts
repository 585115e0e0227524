// Properties draw the same values in every run, so that a failure seen once is seen again. DRAWBRIDGE_SEED draws others;
// a failing property prints the seed it was found with.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.DRAWBRIDGE_SEED ?? 20261124) });
