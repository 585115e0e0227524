// Serves the built web app: files by their name, and the one page for every address that the app itself knows.
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { Context } from "hono";
import { failures } from "../words/en/refusals.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/**
 * Scripts come from here alone. Styles may be written into elements, which the component library does to place its
 * popovers.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export async function serveWebApp(c: Context, webDir: string | null): Promise<Response> {
  if (webDir === null) return c.text(failures.no_web_app, 503);
  const path = decodedPath(c.req.path);
  if (path === null) return c.text("", 404);
  const file = extname(path) === "" ? null : await fileAt(webDir, path);
  if (file !== null) return fileAnswer(c, path, file);
  // A file that is not there is said to be missing; everything else is an address of the app.
  if (path.startsWith("/assets/")) return c.text("", 404);
  const page = await fileAt(webDir, "/index.html");
  return page === null ? c.text(failures.no_web_app, 503) : fileAnswer(c, "/index.html", page);
}

function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

async function fileAt(webDir: string, path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const place = normalize(join(webDir, path));
  if (path.includes("\0") || !place.startsWith(normalize(webDir + sep))) return null;
  try {
    return new Uint8Array(await readFile(place));
  } catch (error) {
    // Missing, a folder, or below a file: nothing is served under that name.
    if (error instanceof Error && "code" in error && ["ENOENT", "EISDIR", "ENOTDIR"].includes(String(error.code)))
      return null;
    throw error;
  }
}

function fileAnswer(c: Context, path: string, content: Uint8Array<ArrayBuffer>): Response {
  c.header("content-type", mediaTypes[extname(path)] ?? "application/octet-stream");
  // The build puts a hash of the content into the names below /assets/, so those never change; the page may.
  c.header("cache-control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  return c.body(content);
}
