# SPDX-License-Identifier: GPL-3.0-or-later
# A thin front: CMakePresets.json says how each variant is built.
.DEFAULT_GOAL := help
.PHONY: help deps test-deps cluster-deps build demo test test-cluster bench bench-aa bench-kill bench-external asan tsan install clean

prefix ?= /usr/local

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

deps: ## install what the program needs to be built
	@scripts/install-deps build

test-deps: ## and what its tests need
	@scripts/install-deps test

cluster-deps: ## and what the tests with two hosts need; starts no service
	@scripts/install-deps cluster

build: deps ## build/release/parbench and build/release/plugins/*.so
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build --preset release -- --quiet

demo: build ## build, then run configs/demo.ini
	@build/release/parbench run configs/demo.ini

test: test-deps build ## build, then run every test, but for those of test-cluster
	@ctest --preset release -LE cluster

bench: build ## what parbench itself costs and sees, each figure with its target; 8 minutes
	@bench/run

bench-aa: build ## how often do equal things look different? About 12 minutes
	@bench/aa

bench-kill: build ## kill the runner 50 times and resume: is anything left or lost? 2 minutes
	@bench/kill-resume

bench-external: test-deps build ## does hyperfine agree? About 5 minutes
	@bench/external

test-cluster: cluster-deps build ## as root: two hosts of namespaces, ranks by ssh, Slurm and MPICH; 8 minutes
	@cmake --preset mpich --log-level=WARNING >/dev/null
	@cmake --build --preset mpich -- --quiet
	@ctest --preset release -L cluster --verbose

asan: test-deps ## every test with address and undefined sanitizers
	@cmake --preset asan --log-level=WARNING >/dev/null
	@cmake --build --preset asan -- --quiet
	@ctest --preset asan

tsan: test-deps ## the thread tests with the thread sanitizer
	@cmake --preset tsan --log-level=WARNING >/dev/null
	@cmake --build --preset tsan -- --quiet
	@ctest --preset tsan -L threads

install: build ## install below prefix (/usr/local)
	@cmake --install build/release --prefix "$(prefix)"

clean: ## remove build/
	@rm -rf build
