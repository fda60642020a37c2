# One entry for everything; `make help` lists the targets. Run as root on Debian 12: the demo and
# the tests install packages and start real Pulp servers on 127.0.0.1.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

HOST := $(shell uname -m)
ARCHITECTURES := x86_64 aarch64
# release is what is shipped; quick takes seconds to build, for tests and the demo.
PROFILE ?= release
# Which architecture to build for; all of them, as a bundle, if empty.
ARCH ?= $(if $(filter quick,$(PROFILE)),$(HOST))
bench: ARCH = $(HOST)
test test-matrix test-galaxy test-sanity test-emulated demo world chaos chaos-few: PROFILE := quick
VENV := build/venv
CARGO_DENY_VERSION := 0.20.2
CARGO_DENY := build/tools/bin/cargo-deny-$(CARGO_DENY_VERSION)
CARGO_MUTANTS_VERSION := 27.1.0
CARGO_MUTANTS := build/tools/bin/cargo-mutants-$(CARGO_MUTANTS_VERSION)
CARGO_NEXTEST_VERSION := 0.9.151
CARGO_NEXTEST := build/tools/cargo-nextest-$(CARGO_NEXTEST_VERSION)/bin
COLLECTION := build/collections/ansible_collections/release_train/pulp
# Every crate with a main() is a module, but for the tools.
MODULES := $(filter-out docgen bench tests simulator,$(patsubst modules/%/src/main.rs,%,$(wildcard modules/*/src/main.rs)))
PACKAGES := python3-venv gcc libc6-dev curl procps rpm dpkg-dev apt-utils gpg gpg-agent skopeo dnf openssl ca-certificates
# The main job first, as the other scenarios stand on the same.
SCENARIOS := default $(filter-out default,$(notdir $(patsubst %/,%,$(dir $(wildcard molecule/*/molecule.yml)))))
# Of those that leave `local` alone, as many as make both jobs below take the same time.
APART := domain pulp_auth_proxy pulp_server pulp_server_container

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/build/collections
export ANSIBLE_NOCOWS := 1

WORLD = ansible-playbook -i molecule/world/inventory/$(1).yml $(2)
SITE := $(foreach file,pulp rpm deb images,-e @molecule/world/site/$(file).yml)
# The main job, in an operator's order.
PLAYBOOKS := $(foreach name,repo-sync repo-publish container-sync container-publish repo-promote-production,playbooks/pulp-$(name).yml)

.PHONY: help setup build native bundle release deny mutants generate lint docs test servers test-scenarios test-servers \
	test-rust simulate test-unit test-integration test-molecule test-matrix test-emulated test-galaxy test-kayobe test-sanity world \
	chaos chaos-few chaos-servers demo demo-stop bench \
	clean

help: ## List the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.installed $(COLLECTION) ## Install what is missing: Debian packages, and Ansible into build/venv

build/.packages:
	@mkdir -p build
	@dpkg --status $(PACKAGES) > /dev/null 2>&1 \
	  || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(PACKAGES); }
	@touch $@

$(VENV)/.installed: molecule/requirements.txt | build/.packages
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check "$$(grep '^uv==' $<)"
	$(VENV)/bin/uv pip install --quiet --python $(VENV)/bin/python --requirement $<
	@touch $@

$(COLLECTION):
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR) $@

build: $(if $(filter $(HOST),$(ARCH)),,setup) ## Build the bundle into build/; with ARCH=x86_64 only that one's modules, into plugins/bin
	@$(MAKE) --no-print-directory $(if $(filter $(HOST),$(ARCH)),native,$(if $(ARCH),portable-$(ARCH),bundle)) PROFILE=$(PROFILE)

# For machines like this one, with Rust alone.
native:
	cargo build --profile $(PROFILE) --locked $(MODULES:%=--package %)
	@install -C -D -m 0755 -t plugins/bin/$(HOST) $(MODULES:%=build/target/$(PROFILE)/%)

# For any Linux since 2014: zig links against an old glibc, for other architectures too. Without the folders of this
# machine in messages, binaries are the same wherever they are built.
GLIBC := 2.17
SYSROOT = $(shell rustc --print sysroot)
# A panic aborts, so nothing reads the tables for unwinding, a tenth of a binary.
OBJCOPY = LD_LIBRARY_PATH=$(SYSROOT)/lib $(SYSROOT)/lib/rustlib/$(HOST)-unknown-linux-gnu/bin/rust-objcopy \
	$(addprefix --remove-section=,.eh_frame .eh_frame_hdr .gcc_except_table)
portable-%: export RUSTFLAGS = --remap-path-prefix=$(CURDIR)=. \
	--remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo \
	--remap-path-prefix=$(SYSROOT)/lib/rustlib/src/rust=/rust
portable-%: setup
	@test -d $(SYSROOT)/lib/rustlib/$*-unknown-linux-gnu \
	  || rustup toolchain install "$$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)" --profile minimal \
	    --no-self-update --target $*-unknown-linux-gnu \
	  || { echo "Rust's standard library for $* is missing and could not be installed: rustup target add $*-unknown-linux-gnu" >&2; false; }
	cargo zigbuild --profile $(PROFILE) --locked --target $*-unknown-linux-gnu.$(GLIBC) $(MODULES:%=--package %)
	@mkdir -p plugins/bin/$*
	@for module in $(MODULES); do \
	  $(OBJCOPY) build/target/$*-unknown-linux-gnu/$(PROFILE)/$$module plugins/bin/$*/$$module; done

bundle: $(ARCHITECTURES:%=portable-%)
	tools/bundle.py build

release: setup deny build ## Build the bundle and check all about it: before it is published
	pytest -q tests/bundle
	@cat build/SHA256SUMS

deny: $(CARGO_DENY) ## Check licences, duplicates and sources of the dependencies
	$(CARGO_DENY) --offline check --hide-inclusion-graph licenses bans sources

$(CARGO_DENY):
	cargo install --locked --quiet --root build/tools --version $(CARGO_DENY_VERSION) cargo-deny
	@mv build/tools/bin/cargo-deny $@

# FILES="plan.rs args.rs" changes only these.
mutants: $(CARGO_MUTANTS) $(CARGO_NEXTEST) ## Change the modules' core bit by bit; tests must notice each change; takes hours
	PATH="$(CURDIR)/$(CARGO_NEXTEST):$$PATH" PROPTEST_CASES=$${PROPTEST_CASES:-20} NEXTEST_TEST_THREADS=$${NEXTEST_TEST_THREADS:-8} \
	  $(CARGO_MUTANTS) mutants --output build --jobs 1 $(FILES:%=--re '^modules/pulp/src/%')

$(CARGO_MUTANTS):
	cargo install --locked --quiet --root build/tools --version $(CARGO_MUTANTS_VERSION) cargo-mutants
	@mv build/tools/bin/cargo-mutants $@

$(CARGO_NEXTEST):
	cargo install --locked --quiet --root $(@D) --version $(CARGO_NEXTEST_VERSION) cargo-nextest

generate: ## Write the generated files: module docs, action plugins, option lists
	cargo run --quiet --locked --package docgen

lint: setup ## Check the YAML and Ansible files
	yamllint .
	ansible-lint
	antsibull-changelog lint

# Quietly, mkdocs would not count the warnings that --strict is about.
docs: setup ## Build the documentation into build/site; broken links fail
	mkdocs build --strict

# On servers made anew, as one that failed half-way would leave others something to trip over. Two things at a time, as
# each waits more than it works; what they say comes when they are done.
TOGETHER = $(MAKE) --jobs=2 --output-sync=target PROFILE=quick

test: setup ## Check everything on real Pulp servers: the newest and the oldest, with the newest and the oldest ansible-core
	$(call WORLD,test,molecule/world/remove.yml)
	$(TOGETHER) servers test-rust lint docs build test-unit
	$(call WORLD,test,molecule/world/fill.yml)
	$(TOGETHER) test-scenarios test-servers
	$(call WORLD,test,molecule/world/down.yml)

servers: setup # Those of the world `test`, still empty
	$(call WORLD,test,molecule/world/up.yml)

# One after the other, as they share `local`; two of them with the newest ansible-core, too.
test-scenarios:
	$(MAKE) test-molecule SCENARIOS='$(filter-out $(APART),$(SCENARIOS))'
	tests/matrix/run.py --forget --cores 2.19 --scenarios 'default examples'

# The newest Pulp; the oldest one, for what servers may do differently; and what has a server of its own.
test-servers:
	$(MAKE) test-integration
	WORLD_SITE=other pytest -q tests/integration -m 'not any_server'
	$(MAKE) test-molecule SCENARIOS='$(APART)'

# The tests with a server of their own wait more than they work.
test-rust: export RUST_TEST_THREADS ?= 8
test-rust: # Format, lints and unit tests of the modules, and that generated files are fresh
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked

# One seed is told whole: make simulate SEED=7.
simulate: ## Every operation on a simulated Pulp on which things go wrong; SEEDS=1..100000, or SEED=7 to see one again
	cargo run --quiet --locked --profile simulation --package simulator --bin simulate -- $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1..10000))

test-unit: setup # Filters and the action plugin
	pytest -q tests/unit

world: setup build # The servers that the following tests share, other ones than the demo's
	$(call WORLD,test,molecule/world/up.yml molecule/world/fill.yml)

test-integration: setup
	pytest -q tests/integration

test-molecule: setup
	for scenario in $(SCENARIOS); do molecule test --scenario-name $$scenario; done

# BUNDLE is the path of a released one; otherwise what is in the checkout is built quickly.
test-galaxy: world ## Publish the bundle on a Galaxy server, install it from there, run its playbooks
	BUNDLE=$(abspath $(BUNDLE)) molecule test --scenario-name galaxy

# make test runs the first of them alone.
test-kayobe: world ## The playbooks under each Kayobe with pins in molecule/kayobe
	for version in $(patsubst molecule/kayobe/requirements-%.txt,%,$(wildcard molecule/kayobe/requirements-*.txt)); do \
	  KAYOBE_VERSION=$$version molecule test --scenario-name kayobe; done

test-sanity: setup $(if $(BUNDLE),,build) ## ansible-test sanity on the bundle, for the oldest and the newest ansible-core
	rm -f build/sanity/*.tar.gz
	$(if $(BUNDLE),,tools/bundle.py build/sanity --arch $(HOST))
	tests/sanity/run.sh $(or $(BUNDLE),build/sanity/*.tar.gz) $(or $(CORES),2.16 2.19)

# What runs programs for another architecture, and that architecture's glibc.
EMULATOR := qemu-user-static libc6-arm64-cross
test-emulated: world portable-aarch64 ## Run the modules for aarch64 in an emulator, on the servers of the tests
	@dpkg --status $(EMULATOR) > /dev/null 2>&1 || apt-get install -q -y --no-install-recommends $(EMULATOR)
	pytest -q tests/aarch64

# SEED says which runs, RUNS how many of each operation: 500 take hours.
chaos: chaos-servers ## Faults, crashes, a server's bad days and several operators at once, on real servers
	SEED='$(SEED)' RUNS='$(RUNS)' pytest -q tests/chaos -m 'not selection'
	$(call WORLD,chaos,molecule/world/down.yml)

# A minute of the same, always the same.
chaos-few: chaos-servers
	pytest -q tests/chaos -m selection
	$(call WORLD,chaos,molecule/world/down.yml)

chaos-servers: setup build
	$(call WORLD,chaos,-e @molecule/world/chaos/ark.yml molecule/world/up.yml molecule/world/fill.yml)

# SERVERS=3.85.x and CORES="2.17 2.18" are for single cells.
test-matrix: world ## Every Pulp and every ansible-core that is supported, one after another; takes hours
	tests/matrix/run.py --servers '$(SERVERS)' --cores '$(CORES)'

demo: setup build ## The main job on two real servers, which stay up; ends with what is served where
	$(call WORLD,demo,molecule/world/up.yml molecule/world/fill.yml)
	$(call WORLD,demo,$(SITE) $(PLAYBOOKS))
	$(call WORLD,demo,$(SITE) molecule/world/check.yml)
	@molecule/world/summary.py demo

demo-stop: setup ## Stop the demo's servers; make demo starts them again as they were
	$(call WORLD,demo,molecule/world/down.yml)

bench: setup build ## Measure the modules against the bare minimum of requests, on the demo's local Pulp
	cargo run --release --quiet --locked --package bench

clean: ## Remove the servers of demo and tests with all they hold, and what was built (Debian packages stay)
	@if [ -x $(VENV)/bin/ansible-playbook ] && [ -e $(COLLECTION) ]; then \
	  $(call WORLD,demo,molecule/world/remove.yml); \
	  $(call WORLD,chaos,molecule/world/remove.yml); \
	  $(call WORLD,test,molecule/world/remove.yml -e pulp_server_remove_shared=true); \
	fi
	rm -rf build plugins/bin
