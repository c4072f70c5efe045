# SPDX-License-Identifier: Apache-2.0
# The front door. Meson and Ninja do the building; tools/build names the flavours.
.PHONY: all setup demo screenshots test sanitize tsan cross bench report soak fuzz format lint install clean
MAKEFLAGS += --no-print-directory
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 20

all: setup                 ## build/tenprint
	@tools/build release

setup:                     ## the Debian packages it takes
	@tools/setup --build

demo: all                  ## a hundred people, enrolled and searched; build/demo/index.html
	@tools/demo

test:                      ## every test in every flavour; over an hour on two slow cores
	@tools/setup
	@tools/test

sanitize tsan cross:       ## one flavour's tests: ASan and UBSan; TSan; aarch64 under qemu
	@tools/setup
	@tools/test $(subst sanitize,asan,$(subst cross,aarch64,$@))

screenshots: all           ## every page of the web console in a real browser; build/screenshots/index.html
	@TP_PROGRAM=build/tenprint tests/web/check_browser.py build/src/api/openapi.yaml screenshots build/screenshots

bench: all                 ## figures, one JSON line each
	@build/tenprint bench --json
	@build/bench/bookings --folder build/bench/people
	@build/bench/card
	@build/bench/ledger
	@tools/node-load 64 10 build/bench/people
	@build/bench/policy

report: all                ## every measurement as Markdown; SETS="DIR DIR@569" for those on real prints
	@tools/report $(SETS)

soak: all                  ## memory over 10,000 extractions; a million decisions, decided twice; 500 kills of a ledger and of a gallery; 100,000 simulated requests; 100,000 bookings with faults in one process and 100,000 over processes (two hours); an hour of a repository
	@build/bench/soak
	@TP_SIMULATION_REQUESTS=100000 build/tests/test_node_simulation
	@TP_SIMULATION_BOOKINGS=100000 build/tests/test_play_simulation
	@TP_NODE_BOOKINGS=100000 TP_PROGRAM=build/tenprint build/tests/test_play_node
	@build/tenprint scenario run scenarios/2011 --nodes --bookings 1000
	@TP_SOAK=10 build/tests/test_agreement_model
	@TP_SOAK=10 build/tests/test_agreement_exchange
	@TP_CRASH_ROUNDS=500 build/tests/test_ledger_crash
	@TP_CRASH_ROUNDS=500 build/tests/test_gallery_rows_crash
	@TP_SOAK=20 build/tests/test_gallery_rows_compact
	@TP_SOAK=20 build/tests/test_gallery_rows_file
	@TP_SOAK_SECONDS=3600 build/tests/test_node_soak
	@TP_MALFORMED=100000 TP_PROGRAM=build/tenprint tests/api/check_api.py malformed build/src/api/openapi.yaml
	@TP_POLICY_CASES=1000000 tests/policy/second.py build/tests/policy/cases

fuzz:                      ## FUZZ_SECONDS (20) on each fuzz target
	@tools/setup --dev
	@tools/build fuzz --quiet
	@tools/fuzz $(FUZZ_SECONDS)

format:                    ## clang-format on every C file
	@tools/setup --dev
	@git ls-files '*.c' '*.h' | xargs clang-format -i

lint:                      ## tidy, clang-format, cppcheck, clang-tidy
	@tools/setup --dev
	@tools/build release --quiet
	@tools/lint

install: all               ## into PREFIX (/usr/local), below DESTDIR when set
	@meson configure build -Dprefix=$(PREFIX)
	@meson install -C build

clean:
	@rm -rf build build-*
