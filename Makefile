# Pilotlight. Only python3 (3.11 or newer) and make are assumed; everything else goes into .venv.

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
ESPTOOL := $(VENV)/esptool/installed
MICROPYTHON ?= $(CURDIR)/$(VENV)/bin/micropython
export MICROPYTHON
SEED ?= $(shell date +%s)
SEED := $(SEED)
RANDOM_TESTS := tests/properties tests/flash tests/fuzz tests/group
HOUSE_TESTS := tests/services tests/scenarios tests/conformance

.DEFAULT_GOAL := help
.PHONY: help run test test-core test-random test-system test-house test-others check bench bench-long brokers chip-heap chip-fit chip-day step-cost pilot-table property flash-cuts group-long one-id flaps-long solar-day single-faults fleet evening damage mutate lib build device flash diag vm board story pictures newcomer clean interpreter interpreter32

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: interpreter device ## run the charger with a simulated board, car and broker
	@$(PYTHON) -m sim.host

story: interpreter device ## tell a story: FILE=stories/x.story (RECORD=build/x.jsonl keeps it)
	@$(PYTHON) -m sim.host "$(or $(FILE),stories/outage.story)" $(if $(RECORD),--record "$(RECORD)")

board: interpreter device ## a simulated board on a serial port of this PC, for mpremote
	@$(PYTHON) -m sim.host.serial.board

# Three at a time on two cores, for those of tests/system mostly wait; each tells when it is done.
test: interpreter interpreter32 lib ## run every test
	@$(MAKE) --no-print-directory -j3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) test-system test-random test-house test-others test-core

test-core:
	@$(PYTHON) -m coverage run -m pytest tests/core
	@$(PYTHON) -m coverage report

test-random:
	@$(PYTHON) -m pytest $(RANDOM_TESTS)

test-system:
	@$(PYTHON) -m pytest tests/system

test-house:
	@$(PYTHON) -m pytest $(HOUSE_TESTS)

test-others:
	@$(PYTHON) -m pytest --ignore=tests/core --ignore=tests/system $(RANDOM_TESTS:%=--ignore=%) $(HOUSE_TESTS:%=--ignore=%)

check: $(INSTALLED) ## lint, format, types, mpy-cross of every device file
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m tools.check_device

bench: interpreter device ## every number: docs/performance.md and build/bench.json (half an hour)
	@$(PYTHON) -m bench

bench-long: interpreter device ## a virtual day of charging in noise, 6 h at each of 4 corners: nothing may open
	@$(PYTHON) -m bench --rows noise --hours 6

chip-heap: interpreter interpreter32 lib ## bytes of heap on 32 bits, now and before the diet: build/chip_heap.json (ten minutes)
	@$(PYTHON) -m bench.chip

chip-fit: interpreter interpreter32 lib ## every 2 KB from 112,000 bytes of heap to 60 KB: does it charge, what does it say
	@$(PYTHON) -m bench.chip.fit

chip-day: interpreter interpreter32 lib ## 24 virtual hours on 112,000 bytes of heap, with a day's commands
	@$(PYTHON) -m bench.chip.day

step-cost: interpreter ## instructions of a control step beside its burst, now and at commit 4759851
	@$(PYTHON) -m bench.step

pilot-table: interpreter device ## an hour of charging and its openings for every time and error of the ADC (hours)
	@$(PYTHON) -m bench.pilot

property: lib ## search for a broken invariant from a new seed, or from SEED=
	@echo "make property SEED=$(SEED)"
	@PILOTLIGHT_PROPERTY_EXAMPLES=2000 $(PYTHON) -m pytest -s --hypothesis-seed=$(SEED) tests/properties || { echo "replay: make property SEED=$(SEED)" >&2; exit 1; }

flash-cuts: interpreter lib ## cut the power at every write, and a million random changes (some minutes)
	@PILOTLIGHT_FLASH_CHANGES=1000000 PILOTLIGHT_FLASH_MOODS=moved PILOTLIGHT_FLASH_SEED=$(SEED) $(PYTHON) -m pytest -s tests/flash

group-long: interpreter lib ## 200,000 histories of a load group that shares a circuit (half an hour)
	@$(PYTHON) -m tests.group

one-id: interpreter lib ## two virtual hours of three chargers, two of them with one id (half an hour)
	@PILOTLIGHT_ONE_ID_S=7200 $(PYTHON) -m pytest -s tests/system/group/test_one_id.py

single-faults: interpreter lib ## one thing wrong at a time, at each moment of a charge: build/single_faults.txt (four minutes)
	@PILOTLIGHT_SINGLE_FAULTS_EVERY=1 $(PYTHON) -m pytest -s tests/single_faults

flaps-long: interpreter lib ## seven virtual days of a link that comes and goes (an hour)
	@PILOTLIGHT_FLAPS=84000 PILOTLIGHT_FLAP_HOURS=168 $(PYTHON) -m pytest -s tests/system/test_flaps.py

solar-day: interpreter lib ## a virtual day of a solar controller beside a stranger's noise, or HOURS= of it (three hours)
	@PILOTLIGHT_SOLAR_S=$$(($(or $(HOURS),24) * 3600)) $(PYTHON) -m pytest -s tests/scenarios/test_floods.py

fleet: interpreter device ## 200 chargers on one mosquitto: messages and bytes of each, per hour
	@$(PYTHON) -m tests.system.fleet

brokers: interpreter lib ## what each broker installed here does for a charger, MQTT 5 beside it (two minutes)
	@$(PYTHON) -m tests.brokers

evening: $(INSTALLED) ## 300 plug-ins and 10,000 refused commands in an outage: what arrives then (a minute)
	@PILOTLIGHT_EVENING=300 $(PYTHON) -m pytest -s tests/services/test_evening.py

damage: interpreter device ## each file of the program missing or cut, each call to the network raising (ten minutes)
	@$(PYTHON) -m tests.damage

mutate: lib ## break core/ in every small way: do its tests notice? (rewrites docs/mutation.md; ROOM= only one)
	@$(PYTHON) -m tools.mutate $(ROOM)

lib: $(INSTALLED) ## fetch the pinned MicroPython packages into lib/
	@$(PYTHON) -m tools.fetched.lib

device: lib
	@$(PYTHON) -m tools.build --quiet

build: lib ## compile what goes on the board into build/device/
	@$(PYTHON) -m tools.build

flash: lib ## build, and put what changed on the board at PORT=; data/ stays
	@$(PYTHON) -m tools.cable.flash "$(PORT)"

diag: $(INSTALLED) ## fetch the diagnostics of the board at PORT= into build/diag/
	@$(PYTHON) -m tools.cable.diag "$(PORT)"

vm: $(ESPTOOL) ## write the MicroPython image BIN= to the chip at PORT=
	@$(PYTHON) -m tools.fetched.vm "$(PORT)" "$(BIN)"

pictures: interpreter lib ## draw the outage day and the live view for the README
	@$(PYTHON) -m tools.pictures.readme

newcomer: $(INSTALLED) ## time a bare clone: seconds until a contactor closes on the screen
	@$(PYTHON) -m tools.cable.newcomer

clean: ## remove .venv, build/ and what `make lib` fetched
	@rm -rf $(VENV) build lib/umqtt lib/urequests .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

interpreter: $(INSTALLED)
	@test -x "$(MICROPYTHON)" || { echo "No MicroPython at $(MICROPYTHON): set MICROPYTHON=/path to a Unix build of MicroPython 1.29 with its viper emitter (the package index has one for Linux x86-64)." >&2; exit 1; }

interpreter32: $(INSTALLED) ## MicroPython with pointers as wide as the chip's, from Debian's packages
	@$(PYTHON) -m tools.fetched.interpreter32

# Cleared each time the pins change, so that no package lingers which they no longer name.
$(INSTALLED): tools/requirements.txt tools/home_assistant.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Pilotlight needs Python 3.11 or newer as python3." >&2; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "This python3 cannot make a virtual environment: install its venv module (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@python3 -m venv --clear $(VENV)
	@echo "Installing the pinned packages into $(VENV) (once)"
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes -r $< || { echo "The packages could not be installed: see pip's message above; it needs its package index once." >&2; exit 1; }
	@$(PYTHON) -m pip download -qq --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -d $(VENV)/home_assistant -r tools/home_assistant.txt || { echo "Home Assistant's validators could not be fetched: see pip's message above." >&2; exit 1; }
	@touch $@

# Apart from the others, which are wheels: it is published as source, and needed seldom.
$(ESPTOOL): $(INSTALLED) tools/esptool.txt tools/esptool_build.txt
	@python3 -m venv --clear $(@D)
	@echo "Installing esptool into $(@D) (once)"
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes -r tools/esptool_build.txt
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --no-build-isolation --require-hashes -r tools/esptool.txt
	@touch $@
