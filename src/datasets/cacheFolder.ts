import { homedir } from "node:os";
import { join } from "node:path";

/** Where fetched files are kept: `$XDG_CACHE_HOME/infoplane`, or the platform's cache folder. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg) return join(xdg, "infoplane");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "infoplane");
  if (process.platform === "win32") return join(local ?? join(homedir(), "AppData", "Local"), "infoplane", "Cache");
  return join(homedir(), ".cache", "infoplane");
}
