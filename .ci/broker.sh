# shellcheck shell=bash
# The broker's part of build.sh, which reads this file.

readonly worker=$root/web/broker/worker

# What the tests run is what is deployed: this folder.
export LEADPATCH_BROKER=$cache/broker

# build_broker puts together in $1 what Cloudflare runs, with the program of package
# $2: beside its place first, since another command may be reading what is there. It
# runs in a shell of its own, which takes what is unfinished along when it fails.
build_broker() (
  out=$1
  mkdir -p "$(dirname "$out")"
  fresh=$(mktemp -d "$out.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  build_wasm "$fresh/broker.wasm" "$2"
  cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" "$fresh/wasm_exec.js"
  for file in "$worker"/*.js "$worker/wrangler.jsonc"; do
    case $file in *.test.js) ;; *) cp "$file" "$fresh/" ;; esac
  done
  chmod 755 "$fresh"
  rm -rf "$out"
  mv "$fresh" "$out"
)

# wrangler runs Cloudflare's own tool on the built broker. It tells nobody.
wrangler() {
  WRANGLER_SEND_METRICS=false WRANGLER_HIDE_BANNER=true \
    "$worker/node_modules/.bin/wrangler" "$@" --cwd "$LEADPATCH_BROKER"
}

# check_upload does all of a deployment but the upload, and says how large that would
# be. Cloudflare's limit was one of compressed size before; that one is kept to as well.
# https://developers.cloudflare.com/workers/platform/limits/
check_upload() {
  local said size
  said=$(CI=1 wrangler deploy --dry-run 2>&1) || { printf '%s\n' "$said"; return 1; }
  size=$(sed -n 's|^Total Upload: \(.*\) / gzip: \(.*\)$|\1, \2 with gzip|p' <<<"$said")
  [ -n "$size" ] || { printf 'wrangler did not say how large the upload is:\n%s\n' "$said"; return 1; }
  printf 'broker: %s; Cloudflare takes 65536 KiB, and took 3072 KiB with gzip on the free plan\n' "$size" |
    tee "$cache/broker.size"
  size=${size##*, }
  [ "${size%%.*}" -le 3072 ] || { echo 'That is more.'; return 1; }
}

# broker_parts builds what the tests of the broker run; LEADPATCH_ROUGH is a program that
# behaves badly in the broker's place.
export LEADPATCH_ROUGH=$cache/rough
broker_parts() {
  go build -o "$LEADPATCH_SANDBOX" ./web/sandbox
  build_broker "$LEADPATCH_BROKER" ./web/broker
  build_broker "$LEADPATCH_ROUGH" ./web/broker/worker/test/rough
}

# broker_tests runs the broker as it is deployed, in Cloudflare's runtime.
broker_tests() {
  local file
  step 'the parts of the broker tests' broker_parts
  rm -f "$cache/broker.size"
  step 'wrangler deploy --dry-run' check_upload
  [ ! -f "$cache/broker.size" ] || sed 's/^/      /' "$cache/broker.size"
  for file in "$worker"/test/*.test.js; do
    step "workerd: $(basename "$file" .test.js)" run_and_clear_up node "${node_test[@]}" "$file"
  done
}

cmd_broker() {
  local port=8788
  if [ "${1:-}" = wrangler ]; then
    shift
    need_go
    need_packages "$worker"
    build_broker "$LEADPATCH_BROKER" ./web/broker
    wrangler "$@"
    return
  fi
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?"--port needs a number"} ;;
      *) die "broker does not know $1. ./build.sh help lists the flags." ;;
    esac
    shift 2
  done
  need_go
  need_packages "$worker"
  go build -o "$LEADPATCH_SANDBOX" ./web/sandbox
  build_broker "$LEADPATCH_BROKER" ./web/broker
  check_upload
  run_and_clear_up node "$worker/test/serve.js" "$port"
}
