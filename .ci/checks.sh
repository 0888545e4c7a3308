# shellcheck shell=bash
# The checks of ./build.sh check, test and soak, which reads this file. Each is a
# step that is counted; all of them run, and the summary says what failed.

passed=0 failed=0 failures=()

# step runs one check, keeps its words for when it fails, and counts it. The check
# runs in a shell of its own and outside of any condition: inside one, bash would go
# on after a command that fails.
step() {
  local name=$1 log status began=$SECONDS
  shift
  log=$(mktemp)
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    printf 'ok    %-34s %4ds\n' "$name" $((SECONDS - began))
  else
    failed=$((failed + 1))
    failures+=("$name")
    printf 'FAIL  %-34s %4ds\n' "$name" $((SECONDS - began))
    # What is wrong comes first: what a browser had to say about it can be long.
    grep -E -A 12 '^ *(not ok|error:|FAIL|--- FAIL|panic:)' "$log" | head -n 80 | sed 's/^/      /' || true
    echo '      --- all of it:'
    sed 's/^/      /' "$log"
  fi
  rm -f "$log"
}

# summary prints what was counted and says by its status whether all is well.
summary() {
  local name
  for name in "${failures[@]+"${failures[@]}"}"; do printf 'failed: %s\n' "$name"; done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# in_js runs a command with the Go target that the extension runs. Its programs
# are run by node, which takes only a small environment.
in_js() {
  env -i PATH="$PATH:$(go env GOROOT)/lib/wasm" HOME="$HOME" GOOS=js GOARCH=wasm \
    GOPATH="$(go env GOPATH)" GOCACHE="$(go env GOCACHE)" GOFLAGS="$(go env GOFLAGS)" GOPROXY="$(go env GOPROXY)" "$@"
}

# The tools' requirements are kept apart from the product's.
readonly tools=$root/.ci/tools.mod

# go_tool prints the path of one of the tools of .ci/tools.mod, built where it is missing
# or was of another version.
go_tool() {
  local key name=${1##*/} built
  key=$({ go version; cat "$tools" "${tools%.mod}.sum"; } | cksum | cut -d" " -f1)
  built=$cache/tools/$name-$key
  if [ ! -x "$built" ]; then
    mkdir -p "$cache/tools"
    rm -f "$cache/tools/$name"-*
    # Beside its place first: another command may want it at the same time.
    go build -modfile="$tools" -o "$built.$$" "$1"
    mv "$built.$$" "$built"
  fi
  echo "$built"
}

# check_tidy fails when go mod tidy would change something. The tools' file is tidied in
# a folder of its own, without the packages of the product.
check_tidy() {
  local status=0 folder
  go mod tidy -diff || status=1
  folder=$(mktemp -d)
  cp "$tools" "$folder/go.mod"
  cp "${tools%.mod}.sum" "$folder/go.sum"
  (cd "$folder" && go mod tidy -diff) || status=1
  rm -rf "$folder"
  [ "$status" = 0 ] || echo 'Run go mod tidy; for .ci/tools.mod, in a folder with copies of it and .ci/tools.sum as go.mod and go.sum.'
  return $status
}

check_format() {
  local files
  files=$(gofmt -l wasm web)
  [ -z "$files" ] || { printf 'gofmt these files:\n%s\n' "$files"; return 1; }
}

# check_generated compares extension/api.d.ts with what the Go structs say now.
check_generated() {
  local fresh status=0
  fresh=$(mktemp -d)
  sed "s|output_path: .*|output_path: $fresh/api.d.ts|" .ci/tygo.yaml >"$fresh/tygo.yaml"
  "$(go_tool github.com/gzuidhof/tygo)" generate --config "$fresh/tygo.yaml" || status=$?
  diff -u extension/api.d.ts "$fresh/api.d.ts" || {
    echo 'Run ./build.sh generate and commit extension/api.d.ts.'
    status=1
  }
  rm -rf "$fresh"
  return $status
}

# go_test runs the native tests, all of them with the race detector where a C compiler
# is, and the seeds and the committed corpora of the fuzz targets.
go_test() {
  local race=()
  if command -v "$(go env CC)" >/dev/null; then race=(-race); else echo 'No C compiler: without the race detector.'; fi
  go test "${race[@]+"${race[@]}"}" ./wasm/... ./web/...
}

# check_corpora looks for inputs of fuzz targets that no target of their package would
# read any more, as when it was moved or renamed without them.
check_corpora() {
  local folder status=0
  while read -r folder; do
    grep -qs "^func $(basename "$folder")(" "${folder%/testdata/fuzz/*}"/*_test.go ||
      { echo "$folder is of no fuzz target beside it."; status=1; }
  done < <(find wasm web -path '*/node_modules' -prune -o -path '*/testdata/fuzz/*' -type d -print)
  return $status
}

# tool runs a program of the installed npm packages.
tool() {
  local name=$1
  shift
  "$ext/node_modules/.bin/$name" "$@"
}

check_types() {
  local folder status=0
  for folder in "$ext" "$ext/test" "$worker" "$worker/test"; do
    tool tsc -p "$folder" --incremental --tsBuildInfoFile "$cache/tsc/${folder//\//-}" || status=1
  done
  return $status
}

# check_lint runs in each folder by itself: the patterns of the rules begin there.
check_lint() {
  local folder status=0
  for folder in "$ext" "$worker"; do
    (cd "$folder" && tool eslint --config "$ext/eslint.config.js" --max-warnings 0 \
      --cache --cache-strategy content --cache-location "$cache/eslint/${folder//\//-}" .) || status=1
  done
  return $status
}

# unit_tests runs the JavaScript tests that need no browser and no server.
unit_tests() {
  (cd "$ext" && find . "$worker" -name node_modules -prune -o -path ./test/browser -prune -o \
    -path "$worker/test" -prune -o -name '*.test.js' -print0 | sort -z | xargs -0 node --test --test-concurrency 2)
}

# fuzz lets every fuzz target look for inputs at random for the time in $1. What it finds
# it writes under testdata/fuzz, where it is a case of go test from then on.
fuzz() {
  local file target found=0
  while IFS=: read -r file target; do
    found=1
    target=${target#func }
    target=${target%%(*}
    step "fuzz $target" fuzz_target "./$(dirname "$file")" "$target" "$1"
  done < <(grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*(' wasm web | sort)
  [ "$found" = 1 ] || die 'There is no fuzz target any more.'
}

# fuzz_target runs one of them. Stopped by the clock in the middle of an input, Go's
# fuzzer may call that a failure of the target; an input that really fails is always
# written down.
fuzz_target() {
  local log status=0
  log=$(mktemp)
  go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "$3" -fuzzminimizetime 20x -parallel 2 >"$log" 2>&1 || status=$?
  cat "$log"
  if grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; then status=0; fi
  rm -f "$log"
  return $status
}

# check_code is the part of the checks that needs no browser and takes seconds.
check_code() {
  need_go
  need_packages "$ext" "$worker"
  mkdir -p "$cache"
  local staticcheck
  staticcheck=$(go_tool honnef.co/go/tools/cmd/staticcheck)
  step 'gofmt' check_format
  step 'go mod tidy' check_tidy
  step 'the corpora of the fuzz targets' check_corpora
  step 'go vet' go vet ./...
  step 'go vet, GOOS=js' in_js go vet ./wasm/... ./web/broker/...
  # Every exported name has a doc comment that begins with the name. Error texts may
  # be sentences: most of ours are read by the user.
  local checks=inherit,ST1020,ST1021,ST1022,-ST1005
  step 'staticcheck' "$staticcheck" -checks "$checks" ./...
  step 'staticcheck, GOOS=js' in_js "$staticcheck" -checks "$checks" ./wasm/... ./web/broker/...
  step 'api.d.ts is up to date' check_generated
  step 'types of the JavaScript' check_types
  step 'eslint' check_lint
  step 'unit tests of the JavaScript' unit_tests
}

cmd_check() {
  check_code
  step 'go test -short' go test -short ./wasm/... ./web/...
  summary
}

cmd_test() {
  check_code
  step 'go test -race' go_test
  step 'go test, GOOS=js' in_js go test ./wasm/... ./web/broker/edge
  step 'build' cmd_build
  step 'the wasm carries no HTTP client' check_wasm
  step 'web-ext lint' tool web-ext lint --source-dir dist/firefox --warnings-as-errors --no-config-discovery
  broker_tests
  browser_tests
  summary
}

# A test that hangs must not take the rest of them along.
node_test=(--test --test-timeout=1800000 --test-force-exit)

# browser_tests runs each file of extension/test/browser as a step of its own.
browser_tests() {
  local browser missing='' file
  for browser in chromium firefox; do
    if ("need_$browser"); then "need_$browser"; else missing="$missing $browser"; fi
  done
  if [ -n "$missing" ]; then
    if [ -n "${CI:-}" ]; then step "the browsers:$missing" false; fi
    printf '\n*** NOT RUN: the browser tests, for want of%s ***\n\n' "$missing"
    return
  fi
  step 'the parts of the browser tests' build_test_parts
  export LEADPATCH_HOSTS=$cache/hosts
  : >"$LEADPATCH_HOSTS"
  export LEADPATCH_CRASH_TABLE=$cache/crash.table
  rm -f "$LEADPATCH_CRASH_TABLE"
  for file in "$ext"/test/browser/*.test.js; do
    step "browser: $(basename "$file" .test.js)" run_and_clear_up node "${node_test[@]}" "$file"
  done
  [ ! -f "$LEADPATCH_CRASH_TABLE" ] || sed 's/^/      /' "$LEADPATCH_CRASH_TABLE"
  step 'every host that was contacted' check_hosts
  sed 's/^/      /' "$cache/hosts.report"
}

# check_hosts counts the hosts that all the browsers together have contacted.
check_hosts() { node "$ext/test/harness/hosts.js" "$LEADPATCH_HOSTS" | tee "$cache/hosts.report"; }

# check_wasm looks into the wasm for functions that must not have been linked,
# because the browser has them: an HTTP client and TLS. Go keeps their names.
check_wasm() {
  local found
  found=$(grep -aoE '(crypto/tls|net/http)\.\(\*(Conn|Client|Transport)\)' dist/chrome/app.wasm | sort | uniq -c || true)
  [ -z "$found" ] || { printf 'linked into the wasm:\n%s\n' "$found"; return 1; }
}

cmd_soak() {
  local fuzztime=5m applies=10000 writers=10000 refreshes=50000 properties=200000 phones=2000000 seed=${LEADPATCH_SEED:-$(date +%s)}
  while [ $# -gt 0 ]; do
    case $1 in
      --fuzztime) fuzztime=${2:?"--fuzztime needs a duration"} ;;
      --applies) applies=${2:?"--applies needs a number"} ;;
      --writers) writers=${2:?"--writers needs a number"} ;;
      --refreshes) refreshes=${2:?"--refreshes needs a number"} ;;
      *) die "soak does not know $1. ./build.sh help lists the flags." ;;
    esac
    shift 2
  done
  build_test_parts
  need_chromium
  echo "LEADPATCH_SEED=$seed"
  step "two writers, $writers times, seed $seed" env LEADPATCH_INTERLEAVINGS="$writers" LEADPATCH_SEED="$seed" \
    go test ./wasm/routes -count 1 -timeout 2h -run '^TestTwoWriters$'
  step "$properties cases, seed $seed" go test ./wasm/patch -count 1 -timeout 2h -run '^TestProperties$' -seed "$seed" -cases "$properties"
  step "$phones numbers, seed $seed" go test ./wasm/page -count 1 -timeout 2h -run '^TestPhoneByChance$' -seed "$seed" -cases "$phones"
  fuzz "$fuzztime"
  step "$applies applies in one worker life" run_and_clear_up env LEADPATCH_APPLIES="$applies" node "${node_test[@]}" "$ext/test/browser/life.test.js"
  # The limit of the other tests is too short for so many.
  step "$applies applies and crashes, seed $seed" run_and_clear_up env LEADPATCH_APPLIES="$applies" LEADPATCH_SEED="$seed" \
    node --test --test-timeout=7200000 --test-force-exit "$ext/test/browser/crash-soak.test.js"
  step "$refreshes refreshes by the broker" run_and_clear_up node "$ext/test/bench/broker.js" --refreshes "$refreshes"
  summary
}
