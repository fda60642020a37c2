# `make help` lists the targets. Run as root on Debian 12: the demo and the tests install packages and start real Pulp
# servers on 127.0.0.1.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

HOST := $(shell uname -m)
ARCHITECTURES := x86_64 aarch64
# `release` is what is shipped; `quick` builds in seconds, for tests and the demo.
PROFILE ?= release
# Architecture to build for. If empty, the bundle with all architectures is built.
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
# The binaries that contain the modules.
MODULES := $(sort $(shell sed -nE 's/.*"binary":"([a-z_]+)".*/\1/p' plugins/plugin_utils/declarations.json))
PACKAGES := python3-venv gcc libc6-dev curl procps rpm dpkg-dev apt-utils gpg gpg-agent skopeo dnf openssl ca-certificates
# The five playbooks of a site first: if they fail, most other scenarios fail, too.
SCENARIOS := default $(filter-out default,$(notdir $(patsubst %/,%,$(dir $(wildcard molecule/*/molecule.yml)))))
# Scenarios that do not use the server `local`: enough of them that test-scenarios and test-servers take the same time.
APART := domain pulp_auth_proxy pulp_server pulp_server_container

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/build/collections
export ANSIBLE_NOCOWS := 1

WORLD = ansible-playbook -i molecule/world/inventory/$(1).yml $(2)
SITE := $(foreach file,pulp rpm deb images,-e @molecule/world/site/$(file).yml)
# The five playbooks of a site, in the order in which operators run them.
PLAYBOOKS := $(foreach name,repo-sync repo-publish container-sync container-publish repo-promote-production,playbooks/pulp-$(name).yml)

.PHONY: help setup build native bundle release deny mutants generate lint docs test servers test-scenarios test-servers \
	test-rust simulate test-unit test-integration test-molecule test-matrix test-emulated test-galaxy test-kayobe test-sanity world \
	chaos chaos-few chaos-servers demo demo-stop bench \
	clean

help: ## List the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.installed $(COLLECTION) ## Install missing Debian packages, and Ansible and the tools into build/venv

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

build: $(if $(filter $(HOST),$(ARCH)),,setup) ## Build the bundle in build/; ARCH=x86_64 only builds the modules for that architecture, in plugins/bin/
	@$(MAKE) --no-print-directory $(if $(filter $(HOST),$(ARCH)),native,$(if $(ARCH),portable-$(ARCH),bundle)) PROFILE=$(PROFILE)

# For the architecture of the build machine; requires only Rust.
native:
	cargo build --profile $(PROFILE) --locked $(MODULES:%=--package %)
	@install -C -D -m 0755 -t plugins/bin/$(HOST) $(MODULES:%=build/target/$(PROFILE)/%)

# For any Linux since 2014: zig links against an old glibc, also for other architectures. Paths of the build machine are
# replaced, so the binaries are the same wherever they are built.
GLIBC := 2.17
SYSROOT = $(shell rustc --print sysroot)
# A panic aborts, so nothing uses the unwind tables, which are a tenth of a binary.
OBJCOPY = LD_LIBRARY_PATH=$(SYSROOT)/lib $(SYSROOT)/lib/rustlib/$(HOST)-unknown-linux-gnu/bin/rust-objcopy \
	$(addprefix --remove-section=,.eh_frame .eh_frame_hdr .gcc_except_table)
portable-%: export RUSTFLAGS = --remap-path-prefix=$(CURDIR)=. \
	--remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo \
	--remap-path-prefix=$(SYSROOT)/lib/rustlib/src/rust=/rust
portable-%: setup
	@test -d $(SYSROOT)/lib/rustlib/$*-unknown-linux-gnu \
	  || rustup toolchain install "$$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)" --profile minimal \
	    --no-self-update --target $*-unknown-linux-gnu \
	  || { echo "Rust's standard library for $* is missing and could not be installed; hint: run rustup target add $*-unknown-linux-gnu" >&2; false; }
	cargo zigbuild --profile $(PROFILE) --locked --target $*-unknown-linux-gnu.$(GLIBC) $(MODULES:%=--package %)
	@mkdir -p plugins/bin/$*
	@for module in $(MODULES); do \
	  $(OBJCOPY) build/target/$*-unknown-linux-gnu/$(PROFILE)/$$module plugins/bin/$*/$$module; done

bundle: $(ARCHITECTURES:%=portable-%)
	tools/bundle.py build

release: setup deny build ## Build the bundle and run all checks of a release on it
	pytest -q tests/bundle
	@cat build/SHA256SUMS

deny: $(CARGO_DENY) ## Check the dependencies: licences, duplicates and sources
	$(CARGO_DENY) --offline check --hide-inclusion-graph licenses bans sources

$(CARGO_DENY):
	cargo install --locked --quiet --root build/tools --version $(CARGO_DENY_VERSION) cargo-deny
	@mv build/tools/bin/cargo-deny $@

# FILES="plan.rs args.rs" only changes these files.
mutants: $(CARGO_MUTANTS) $(CARGO_NEXTEST) ## Change the library's core bit by bit and list the changes that no test notices; takes hours
	PATH="$(CURDIR)/$(CARGO_NEXTEST):$$PATH" PROPTEST_CASES=$${PROPTEST_CASES:-20} NEXTEST_TEST_THREADS=$${NEXTEST_TEST_THREADS:-8} \
	  $(CARGO_MUTANTS) mutants --output build --jobs 1 $(FILES:%=--re '^modules/pulp/src/%')

$(CARGO_MUTANTS):
	cargo install --locked --quiet --root build/tools --version $(CARGO_MUTANTS_VERSION) cargo-mutants
	@mv build/tools/bin/cargo-mutants $@

$(CARGO_NEXTEST):
	cargo install --locked --quiet --root $(@D) --version $(CARGO_NEXTEST_VERSION) cargo-nextest

generate: ## Write the generated files: documentation of modules and roles, action plugins, tables
	cargo run --quiet --locked --package docgen

lint: setup ## Check YAML, Ansible and changelog files
	yamllint .
	ansible-lint
	antsibull-changelog lint

docs: setup ## Build the documentation site in build/site; broken links are errors
	tools/site.py
	zensical build --strict --config-file build/zensical.toml

# Deploys new servers, because a failed run may leave objects that break the next one. Runs two jobs at a time, because
# they mostly wait; the output of a job is printed when it is done.
TOGETHER = $(MAKE) --jobs=2 --output-sync=target PROFILE=quick

test: setup ## Run all checks on real Pulp servers, with the oldest and latest versions of Pulp and ansible-core
	$(call WORLD,test,molecule/world/remove.yml)
	$(TOGETHER) servers test-rust lint docs build test-unit
	$(call WORLD,test,molecule/world/fill.yml)
	$(TOGETHER) test-scenarios test-servers
	$(call WORLD,test,molecule/world/down.yml)

servers: setup # Deploy the servers of the tests, without content
	$(call WORLD,test,molecule/world/up.yml)

# One after the other, because they share `local`; two of them also with the latest ansible-core.
test-scenarios:
	$(MAKE) test-molecule SCENARIOS='$(filter-out $(APART),$(SCENARIOS))'
	tests/matrix/run.py --forget --cores 2.19 --scenarios 'default examples'

# On the latest Pulp; on the oldest one, without the tests that do not depend on the version; and the scenarios in APART.
test-servers:
	$(MAKE) test-integration
	WORLD_SITE=other pytest -q tests/integration -m 'not any_server'
	$(MAKE) test-molecule SCENARIOS='$(APART)'

# More threads than cores, because tests with a fake server mostly wait.
test-rust: export RUST_TEST_THREADS ?= 8
test-rust: # Check format and lints, run the Rust tests, and check that generated files are up to date
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked

# SEED=7 replays one seed, and prints every request of a run that violates a rule.
simulate: ## Run every operation on a simulated Pulp server with faults; SEEDS=1..100000, or SEED=7 to replay one
	cargo run --quiet --locked --profile simulation --package simulator --bin simulate -- $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1..10000))

test-unit: setup # Test the Python code, the roles and the documentation
	pytest -q tests/unit

world: setup build # Deploy the servers that the following tests share, with content; the demo has its own
	$(call WORLD,test,molecule/world/up.yml molecule/world/fill.yml)

test-integration: setup
	pytest -q tests/integration

test-molecule: setup
	for scenario in $(SCENARIOS); do molecule test --scenario-name $$scenario; done

# BUNDLE is the path of a released bundle; without it, a bundle with quickly built binaries is made.
test-galaxy: world ## Publish the bundle on a Galaxy server, install it from there and run its playbooks
	BUNDLE=$(abspath $(BUNDLE)) molecule test --scenario-name galaxy

# `make test` uses only the first of these versions.
test-kayobe: world ## Run the playbooks with each Kayobe version that has pins in molecule/kayobe
	for version in $(patsubst molecule/kayobe/requirements-%.txt,%,$(wildcard molecule/kayobe/requirements-*.txt)); do \
	  KAYOBE_VERSION=$$version molecule test --scenario-name kayobe; done

test-sanity: setup $(if $(BUNDLE),,build) ## Run ansible-test sanity on the bundle, with the oldest and the latest ansible-core
	rm -f build/sanity/*.tar.gz
	$(if $(BUNDLE),,tools/bundle.py build/sanity --arch $(HOST))
	tests/sanity/run.sh $(or $(BUNDLE),build/sanity/*.tar.gz) $(or $(CORES),2.16 2.19)

# The emulator, and the glibc for aarch64.
EMULATOR := qemu-user-static libc6-arm64-cross
test-emulated: world portable-aarch64 ## Run the aarch64 modules in an emulator, on the servers of the tests
	@dpkg --status $(EMULATOR) > /dev/null 2>&1 || apt-get install -q -y --no-install-recommends $(EMULATOR)
	pytest -q tests/aarch64

# SEED selects the runs; RUNS is the number of runs per operation: 500 take hours.
chaos: chaos-servers ## Test network faults, crashes, server trouble and several operators at once, on real servers
	SEED='$(SEED)' RUNS='$(RUNS)' pytest -q tests/chaos -m 'not selection'
	$(call WORLD,chaos,molecule/world/down.yml)

# A fixed selection of these tests, which takes about a minute.
chaos-few: chaos-servers
	pytest -q tests/chaos -m selection
	$(call WORLD,chaos,molecule/world/down.yml)

chaos-servers: setup build
	$(call WORLD,chaos,-e @molecule/world/chaos/ark.yml molecule/world/up.yml molecule/world/fill.yml)

# SERVERS=3.85.x or CORES="2.17 2.18" runs part of it.
test-matrix: world ## Test every supported version of Pulp and ansible-core, one after the other; takes hours
	tests/matrix/run.py --servers '$(SERVERS)' --cores '$(CORES)'

demo: setup build ## Run the five playbooks of a site on two real servers, which keep running, and show what is served where
	$(call WORLD,demo,molecule/world/up.yml molecule/world/fill.yml)
	$(call WORLD,demo,$(SITE) $(PLAYBOOKS))
	$(call WORLD,demo,$(SITE) molecule/world/check.yml)
	@molecule/world/summary.py demo

demo-stop: setup ## Stop the demo's servers; `make demo` starts them again with their content
	$(call WORLD,demo,molecule/world/down.yml)

bench: setup build ## Compare the modules with the minimum that any client needs, on the demo's local Pulp server
	cargo run --release --quiet --locked --package bench

clean: ## Remove the servers of the demo and the tests with their content, and everything that was built; Debian packages stay
	@if [ -x $(VENV)/bin/ansible-playbook ] && [ -e $(COLLECTION) ]; then \
	  $(call WORLD,demo,molecule/world/remove.yml); \
	  $(call WORLD,chaos,molecule/world/remove.yml); \
	  $(call WORLD,test,molecule/world/remove.yml -e pulp_server_remove_shared=true); \
	fi
	rm -rf build plugins/bin
