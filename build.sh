#!/usr/bin/env bash
# Builds, shows and checks Leadpatch. `./build.sh help` lists what it can do.
# Each command does its own set-up; the only things it asks for are Go and Node.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly root=$PWD ext=$PWD/extension cache=$PWD/.cache

usage() {
  cat <<'HELP'
Usage: ./build.sh COMMAND [FLAGS]

  build     dist/chrome and dist/firefox, ready to load
              --api URL --app URL --broker URL
                        talk to these origins instead; goes to dist/dev/
              --out DIR where to put the two folders
              --wasm FILE
                        take this app.wasm instead of building one
  demo      a lead changed through the extension, in Chromium, on a local
            sandbox in place of Close
              --headless
                        do the job without a window and save screenshots
  sandbox   the local stand-in for Close alone, on 127.0.0.1:8787
  broker    the broker of Sign in with Close, in Cloudflare's runtime on this
            machine, beside a sandbox in place of Close
              --port N  listen on 127.0.0.1:N (default 8788); 0 picks a free one
              wrangler ARGS
                        run Cloudflare's tool on the built broker instead, as
                        web/broker/README.md tells: wrangler deploy
  test      everything that is checked, browsers included
  check     the part of it that takes seconds: no browser, no long Go tests
  bench     size, start-up and speed of the extension, beside a plain JavaScript
            one, and speed and memory of the broker, beside other ways to run it
              extension, broker
                        only this part
  soak      long fuzzing, ten thousand applies in one worker life, as many
            mixtures of two writers, and the broker's memory
              --fuzztime D
                        time for each fuzz target (default 5m)
              --applies N, --writers N
                        how many of each (default 10000)
              --refreshes N
                        how many the broker does (default 50000)
  generate  extension/api.d.ts from the Go structs
  clean     remove everything that was built or downloaded here
  help      this text

CHROMIUM and FIREFOX name the browsers to use, where they are not on the PATH.
HELP
}

die() {
  printf 'build.sh: %s\n' "$@" >&2
  exit 1
}

# --- what the machine must have -------------------------------------------

need_go() {
  command -v go >/dev/null || die 'Go is not installed. Install Go 1.26 or newer: https://go.dev/dl/'
  local version
  version=$(go env GOVERSION 2>&1) ||
    die "This needs Go 1.26 or newer: https://go.dev/dl/ ($version)"
}

need_node() {
  command -v node >/dev/null || die 'Node.js is not installed. Install Node 20.19 or newer: https://nodejs.org/'
  command -v npm >/dev/null || die 'npm is not installed. It comes with Node.js: https://nodejs.org/'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "This needs Node 20.19 or newer; node --version says $(node --version)."
}

# need_packages installs exactly what the lock files of the folders name, unless that
# is there.
need_packages() {
  need_node
  mkdir -p "$cache"
  # Two commands at once on a fresh clone must not both install.
  exec 9>"$cache/npm.lock"
  ! command -v flock >/dev/null || flock 9
  local folder
  for folder in "$@"; do
    if cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock"; then continue; fi
    echo "Installing the npm packages of ${folder#"$root"/}/package-lock.json ..." >&2
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2) || die 'npm ci failed; its words are above.'
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
  done
  exec 9>&-
}

# find_program prints the path of the first program that exists.
find_program() {
  local name
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name"; then return; fi
  done
  return 1
}

find_chromium() { find_program "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; }
find_firefox() { find_program "${FIREFOX:-}" firefox-esr firefox; }

# apt_install installs Debian packages where this may be done without a question.
apt_install() {
  command -v apt-get >/dev/null || return 1
  local sudo=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    sudo=(sudo -n)
  fi
  echo "Installing $* ..." >&2
  "${sudo[@]}" apt-get update -qq >&2 &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

need_chromium() {
  CHROMIUM=$(find_chromium) || {
    apt_install chromium || true
    CHROMIUM=$(find_chromium) ||
      die 'Chromium is missing and cannot be installed from here. Run as root: apt-get update && apt-get install -y chromium' \
        'or install Chromium 121 or newer yourself and set CHROMIUM to its path.'
  }
  export CHROMIUM
}

need_firefox() {
  FIREFOX=$(find_firefox) || {
    apt_install firefox-esr || true
    FIREFOX=$(find_firefox) ||
      die 'Firefox is missing and cannot be installed from here. Run as root: apt-get update && apt-get install -y firefox-esr' \
        'or install Firefox 128 or newer yourself and set FIREFOX to its path.'
  }
  export FIREFOX
}

# --- build ------------------------------------------------------------------

version() { node -p 'require("./extension/package.json").version'; }

# build_wasm writes the program of the package $2, the backend unless told otherwise, to
# $1: the same bytes on every machine.
build_wasm() {
  mkdir -p "$(dirname "$1")"
  # Beside its place first: another command may be reading the one that is there.
  GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags="-s -w -buildid=" -o "$1.$$" "${2:-./wasm}"
  mv "$1.$$" "$1"
}

# copy_vendor puts the libraries in place exactly as they came, with their licences.
copy_vendor() {
  local vendor=$1/vendor modules=$ext/node_modules goroot file
  goroot=$(go env GOROOT)
  mkdir -p "$vendor/snabbdom"
  cp "$goroot/lib/wasm/wasm_exec.js" "$vendor/wasm_exec.js"
  cp "$goroot/LICENSE" "$vendor/wasm_exec.LICENSE"
  cp "$modules/idb/build/index.js" "$vendor/idb.js"
  cp "$modules/idb/LICENSE" "$vendor/idb.LICENSE"
  cp "$modules/@github/combobox-nav/dist/index.js" "$vendor/combobox-nav.js"
  cp "$modules/@github/combobox-nav/LICENSE" "$vendor/combobox-nav.LICENSE"
  (cd "$modules/snabbdom/build" && find . -name '*.js' | sort) | while read -r file; do
    mkdir -p "$vendor/snabbdom/$(dirname "$file")"
    cp "$modules/snabbdom/build/$file" "$vendor/snabbdom/$file"
  done
  cp "$modules/snabbdom/LICENSE" "$vendor/snabbdom/LICENSE"
}

# copy_sources copies what the browser loads and nothing that only builds or checks it.
copy_sources() {
  local file
  (cd "$ext" && find . \
    \( -path ./node_modules -o -path ./test -o -path ./build -o -path ./types \) -prune -o \
    -type f ! -name '*.test.js' ! -name '*.d.ts' ! -name '*.md' ! -name '.*' \
    ! -path ./manifest.json ! -path './package*.json' ! -path ./tsconfig.json ! -path ./eslint.config.js -print | sort) |
    while read -r file; do
      mkdir -p "$1/$(dirname "$file")"
      cp "$ext/$file" "$1/$file"
    done
  cp LICENSE "$1/LICENSE"
}

# sha256 prints a file's hash as sha256sum -c reads it.
sha256() {
  node -e 'const hash = require("node:crypto").createHash("sha256").update(require("node:fs").readFileSync(process.argv[1]));
    console.log(`${hash.digest("hex")}  ${require("node:path").basename(process.argv[1])}`)' "$1"
}

# assemble builds one browser's folder beside its place and then swaps it in, so
# that a browser or a test never sees half of one. It runs in a shell of its own,
# which takes what is unfinished along when it fails.
assemble() (
  browser=$1 wasm=$2 out=$3
  shift 3
  mkdir -p "$out"
  fresh=$(mktemp -d "$out/.$browser.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  copy_sources "$fresh"
  copy_vendor "$fresh"
  cp "$wasm" "$fresh/app.wasm"
  sha256 "$fresh/app.wasm" >"$fresh/app.wasm.sha256"
  node "$ext/build/manifest.mjs" --browser "$browser" --version "$(version)" --out "$fresh/manifest.json" "$@"
  node "$ext/build/config.mjs" --version "$(version)" --out "$fresh/config.js" "$@"
  chmod 755 "$fresh"
  rm -rf "${out:?}/$browser"
  mv "$fresh" "$out/$browser"
)

cmd_build() {
  local flags=() out='' wasm=''
  while [ $# -gt 0 ]; do
    case $1 in
      --api | --app | --broker)
        [ -n "${2:-}" ] || die "$1 needs a URL."
        flags+=("$1" "$2")
        ;;
      --out) out=${2:?"--out needs a folder"} ;;
      --wasm) wasm=${2:?"--wasm needs a file"} ;;
      *) die "build does not know $1. ./build.sh help lists the flags." ;;
    esac
    shift 2
  done
  need_go
  need_packages "$ext"
  if [ -z "$out" ]; then
    out=dist
    [ ${#flags[@]} = 0 ] || out=dist/dev
  fi
  if [ -z "$wasm" ]; then
    wasm=$cache/app.wasm
    build_wasm "$wasm"
  fi
  local browser
  for browser in chrome firefox; do
    assemble "$browser" "$wasm" "$out" "${flags[@]+"${flags[@]}"}"
  done
  printf '%s/chrome and %s/firefox: app.wasm is %s bytes, %s with gzip\n' "$out" "$out" \
    "$(wc -c <"$wasm" | tr -d ' ')" "$(gzip -9 -c "$wasm" | wc -c | tr -d ' ')"
}

cmd_generate() {
  need_go
  "$(go_tool github.com/gzuidhof/tygo)" generate --config .ci/tygo.yaml
}

source .ci/broker.sh
source .ci/checks.sh

# --- show -------------------------------------------------------------------

# What the browser tests, the demo and the bench share: the sandbox and the wasm.
# They put a build together for the port they get.
export LEADPATCH_SANDBOX=$cache/sandbox LEADPATCH_WASM=$cache/app.wasm

build_test_parts() {
  need_go
  need_packages "$ext" "$worker"
  mkdir -p "$cache"
  go build -o "$LEADPATCH_SANDBOX" ./web/sandbox
  build_wasm "$LEADPATCH_WASM"
  build_broker "$LEADPATCH_BROKER" ./web/broker
}

# run_and_clear_up runs a command in a process group and with a temporary folder of
# its own, and ends and removes both on the way out, so that neither Ctrl-C nor a
# failure leaves a browser or a profile behind.
run_and_clear_up() {
  local scratch pid status=0
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/leadpatch-XXXXXX")
  set -m
  TMPDIR=$scratch "$@" &
  pid=$!
  set +m
  trap 'trap "" INT TERM; kill -TERM -- -'"$pid"' 2>/dev/null || true; clear_up '"$pid $scratch"'; exit 130' INT TERM
  wait "$pid" || status=$?
  trap '' INT TERM
  clear_up "$pid" "$scratch"
  trap - INT TERM
  return "$status"
}

# clear_up gives a process group ten seconds to go by itself, ends it, and removes
# its folder.
clear_up() {
  local tries=100
  while kill -0 -- "-$1" 2>/dev/null; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ]; then
      kill -KILL -- "-$1" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
  rm -rf "$2"
}

cmd_demo() {
  local headless=''
  case ${1:-} in
    '') ;;
    --headless) headless=--headless ;;
    *) die "demo does not know $1. ./build.sh help lists the flags." ;;
  esac
  if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then headless=--headless; fi
  build_test_parts
  need_chromium
  run_and_clear_up node "$ext/test/demo/demo.js" $headless
}

cmd_sandbox() {
  need_go
  exec go run ./web/sandbox "$@"
}

cmd_bench() {
  local part=${1:-all}
  case $part in all | extension | broker) ;; *) die "bench does not know $part. ./build.sh help lists its parts." ;; esac
  build_test_parts
  if [ "$part" != broker ]; then
    need_chromium
    run_and_clear_up node "$ext/test/bench/bench.js"
    run_and_clear_up go test ./wasm/routes -run '^$' -bench '^BenchmarkDelivery$' -benchtime 1x
  fi
  if [ "$part" != extension ]; then run_and_clear_up node "$ext/test/bench/broker.js"; fi
}

cmd_clean() {
  rm -rf "$root/dist" "$cache" "$ext/node_modules" "$worker/node_modules"
}

command=${1:-help}
[ $# = 0 ] || shift
case $command in
  build | demo | sandbox | broker | test | check | bench | soak | generate | clean) "cmd_$command" "$@" ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    die "there is no command $command"
    ;;
esac
