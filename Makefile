# caredesk: one non-recursive Makefile. Everything built goes to $(BUILD). `make help` lists the targets: a line
# beginning with "##" describes the target below it.

VERSION := 0.1.0
BUILD   ?= build
.DEFAULT_GOAL := all
PREFIX  ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif
SAN     ?=

# In this order the loader finds the symbols of all libraries soonest: it looks for each in one after the other. It is an
# eighth of what it takes to start.
PKGS     := libical gnutls sqlite3 libcurl cairo lmdb libpcre2-8 libconfig libzstd libprotobuf-c jansson libseccomp \
	    libcmark
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := -lxlsxwriter $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -lgumbo -lmicrohttpd -lm
# for the DNS look-ups of `caredesk init`
PKG_LIBS   += -lresolv

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
HARD := -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2
HARD_LD := -pie -Wl,-z,relro,-z,now
# The sanitizers add 170,000 addresses to the program: at a fixed address none has to be corrected each time it starts,
# and few pages are written. It starts in 5/6 of the time.
ifneq ($(SAN),)
HARD := -fno-pie
HARD_LD := -no-pie -Wl,-z,relro,-z,lazy
endif
CFLAGS ?= -O2 -g
JOBS   ?= $(shell nproc)
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -I. -I$(BUILD) $(WARN) $(HARD) $(CFLAGS) $(SAN) $(PKG_CFLAGS) -DCAREDESK_VERSION='"$(VERSION)"'
LDFLAGS_ALL := $(HARD_LD) $(SAN) $(LDFLAGS)

# The sources of each room. main.c is left out because the tests link everything else.
BASE      := addrspec arena attachment buf canonical digest err file hook monotonic nearest netaddr pkcs7 protobuf \
	     script span terms token transfer utf8 zone
PARSERS   := address archive authresults auto body bounce challenge charset charset_guess charset_names command \
	     consent date dsn echo encword evidence failed filename flowed foreign gone guard header html \
	     html_clean html_cut html_style html_tree language lines mail mailcode mime msgid notification nursery param \
	     parts pattern prose reader rtf sandbox sequence sevenbit signs subject text thanks tnef uuencode \
	     vacation vacation_until vacation_words witness words
TEMPLATES := markup nesting template
CONF      := articles bind calendar check check_advice check_digests check_hours check_levels check_look \
	     check_servers check_webhooks checking conf holidays keys listen lookup markdown match oauth report \
	     secret syntax texts tree value zones
STORE     := calls changes code counters forget frame gate keep keys kv kv_lmdb kv_mem loads mailboxes messages \
	     migrate numbers outbox overlay pending people portable private quarantine raw recordjson redact \
	     restore search searchdoc searchfile searchfollow searchplace seen snippet store sumcheck sums \
	     ticketfields tickets tree txn verify want
CORE      := decide
CORE_BASE := commandtable figures files filter levels period plan proof timeread tokens when writer
OUTGOING  := compose conversation fill frame gate phrase pictures propose sentence spoken tell \
	     wording
TICKET    := addressees assign begin bounced change confirm feedback lifecycle query rules thread timers
AGENT     := acting agent answer_page away command_answer command_read command_run crossed forward join lead own_part \
	     reach reply sent_lines signature undo unproven
EDGE      := answer clamd connection discover door field folder grant http httpd imap maildir oauth part redirect \
	     sendmail smtp webhook wire
REPORT    := chart chartwords csv drawing html png report svg xlsx
DESK      := agenda ahead apply clock confirmed digest disk erase exported gather history hookbody intake log \
	     members notice pictured recount review tally tick transact
RUN_ROOM  := batch bell child hidden inbox indexer journal keeper mailbox marks metrics notify outage outlet \
	     process retry room runfolder sender state status supervisor ticker web webhooks
CLI       := asker bundle cli cmd_article cmd_backup cmd_check cmd_customer cmd_export cmd_hours cmd_ingest \
	     cmd_init cmd_login cmd_outbox cmd_quarantine cmd_raw cmd_replay cmd_report cmd_rotate cmd_run \
	     cmd_search cmd_set cmd_status cmd_tickets cmd_top cmd_verify cmd_webhook differ entrance identity json \
	     mbox movein movesource newconf probe setting source statusscreen terminal traces
LIB_SRC   := $(REPORT:%=daemon/report/%.c) $(BASE:%=parsers/base/%.c) $(PARSERS:%=parsers/%.c) $(TEMPLATES:%=templates/%.c) $(CONF:%=conf/%.c) \
	     $(STORE:%=store/%.c) $(CORE_BASE:%=daemon/core/base/%.c) $(OUTGOING:%=daemon/core/outgoing/%.c) \
	     $(TICKET:%=daemon/core/ticket/%.c) $(AGENT:%=daemon/core/agent/%.c) $(CORE:%=daemon/core/%.c) \
	     $(EDGE:%=daemon/edge/%.c) $(DESK:%=daemon/desk/%.c) $(RUN_ROOM:%=daemon/run/%.c) $(CLI:%=daemon/cli/%.c)
PROTO     := parsers/base/attachment.proto parsers/mailwire.proto store/records.proto
GEN       := $(PROTO:%.proto=$(BUILD)/%.pb-c.c)
TEXTS     := $(sort $(wildcard templates/*/*.txt templates/*/*.html))
OBJ       := $(LIB_SRC:%.c=$(BUILD)/%.o) $(GEN:.c=.o) $(BUILD)/templates/shipped.o $(BUILD)/parsers/language_model.o
LIB       := $(BUILD)/libcaredesk.a

.PHONY: all lib deps check check-here programs unit golden mails attack crash flow asan asan-programs \
	fuzz fuzz-programs fuzz-here bench bench-here layers names format format-fix tidy tidy-deep docs help hooks \
	demo demo-here install uninstall deb image clean
# keep generated sources: debuggers show them, and they need not be generated twice
.SECONDARY: $(GEN) $(GEN:.c=.h) $(BUILD)/templates/shipped.c

## help: this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## all: the binary, build/caredesk
all: $(BUILD)/caredesk
## lib: everything except main, as a library
lib: $(LIB)

$(BUILD)/caredesk: $(BUILD)/daemon/main.o $(LIB)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS)

$(LIB): $(OBJ)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/%.pb-c.c $(BUILD)/%.pb-c.h: %.proto
	@mkdir -p $(@D)
	protoc-c --c_out=$(BUILD) $<

# the shipped templates are part of the binary
$(BUILD)/templates/shipped.c: templates/embed.awk $(TEXTS)
	@mkdir -p $(@D)
	LC_ALL=C awk -f $^ > $@.new && mv $@.new $@
$(BUILD)/templates/shipped.o: $(BUILD)/templates/shipped.c templates/shipped.h templates/template.h templates/groups.h
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# how languages are recognized
LANGUAGE_DATA ?= /usr/share/libexttextcat
$(BUILD)/parsers/language_models: parsers/language_models.c parsers/language_model.h
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE -I. $(WARN) -O1 -o $@ $< -lm
$(BUILD)/parsers/language_model.c: $(BUILD)/parsers/language_models
	$< $(LANGUAGE_DATA) > $@.new && mv $@.new $@
$(BUILD)/parsers/language_model.o: $(BUILD)/parsers/language_model.c parsers/language_model.h
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# generated code does not compile cleanly with our warnings
$(BUILD)/%.pb-c.o: $(BUILD)/%.pb-c.c
	$(CC) -std=c11 -I$(BUILD) -I. $(HARD) $(CFLAGS) $(SAN) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# --- tests ---
UNIT   := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
GOLDEN := $(BUILD)/tests/golden
CRASH  := $(patsubst tests/crash/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/crash/test_*.c))) \
	  $(sort $(wildcard tests/crash/test_*.py))
ATTACK := $(patsubst tests/attack/%.c,$(BUILD)/tests/attack/%,$(sort $(wildcard tests/attack/test_*.c))) \
	  $(sort $(wildcard tests/attack/test_*.py))
# folders of mails with the expected result of each: our own, and, if present, others next to this tree
SHARED ?= ../shared
MAILS  := $(patsubst %/,%,$(sort $(dir $(wildcard tests/mails/*/EXPECT.json)))) $(SHARED)/cases $(SHARED)/corpus
FLOW   := $(sort $(wildcard tests/flow/test_*.py))
FLOW_DRIVERS := $(patsubst tests/flow/%.c,$(BUILD)/tests/%,$(wildcard tests/flow/*.c))
FLOW_DRIVERS += $(patsubst tests/flow/preload/%.c,$(BUILD)/tests/%.so,$(wildcard tests/flow/preload/*.c))
FUZZ   ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
INPUTS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/fuzz/inputs_%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FAULT  := $(patsubst tests/fault/%.c,$(BUILD)/tests/fault/%,$(sort $(wildcard tests/fault/test_*.c)))
SCORE  := "tests/score.py $(MAILS)"
# the longest tests start first, so that none of them is still running when all others are done
LONGEST := $(patsubst %,tests/%.py,crash/test_webhook_kill flow/test_week flow/test_webhooks flow/test_oauth flow/test_hanging \
	   flow/test_pictures flow/test_clients crash/test_keep_kill flow/test_web attack/test_leak crash/test_kill flow/test_edge \
	   flow/test_trouble flow/test_run_folder attack/test_customer flow/test_cli flow/test_quarter flow/test_backup \
	   flow/test_reading flow/test_safety) \
	   $(patsubst %,$(BUILD)/tests/%,attack/test_subject_commands test_injection test_proof fault/test_fault test_store_kill)
ALL_TESTS := $(FLOW) $(CRASH) $(ATTACK) $(SCORE) $(GOLDEN) $(FAULT) $(INPUTS) $(UNIT)
TESTS  := $(foreach test,$(LONGEST),$(filter $(test),$(ALL_TESTS))) $(filter-out $(LONGEST),$(ALL_TESTS))

# The tests' own code is not worth optimizing: that costs more time than it saves, and the code under test is in the
# library. lld links it in a third of the time.
UNOPTIMIZED := -O0 $(if $(SAN),,-U_FORTIFY_SOURCE)
PROGRAM = @mkdir -p $(@D); $(CC) $(ALL_CFLAGS) $(UNOPTIMIZED) -MMD -MP $(LDFLAGS_ALL) -fuse-ld=lld -o $@ $(filter %.c,$^) $(LIB) \
	$(PKG_LIBS)
$(BUILD)/tests/%: tests/unit/%.c $(LIB)
	$(PROGRAM) -lcmocka
$(BUILD)/tests/fault/%: tests/fault/%.c tests/fault/kv_fault.c tests/golden/desk.c $(LIB)
	$(PROGRAM) -lcmocka
$(BUILD)/tests/attack/%: tests/attack/%.c $(LIB)
	$(PROGRAM) -lcmocka
$(BUILD)/tests/fuzz/inputs_%: tests/fuzz/fuzz_%.c tests/fuzz/inputs.c $(LIB)
	$(PROGRAM)
$(BUILD)/tests/%: tests/crash/%.c $(LIB)
	$(PROGRAM) -lcmocka
# its own png_write goes before the library's
$(BUILD)/tests/quarter_driver: LDFLAGS_ALL += -Wl,--wrap=png_write
$(BUILD)/tests/%: tests/flow/%.c $(LIB)
	$(PROGRAM)
# loaded with LD_PRELOAD, not linked
$(BUILD)/tests/%.so: tests/flow/preload/%.c
	@mkdir -p $(@D); $(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O0 -g -fPIC -shared -o $@ $<
$(GOLDEN): tests/golden/run.c tests/golden/desk.c tests/golden/describe.c $(LIB)
	$(PROGRAM)
$(BUILD)/bench/%: UNOPTIMIZED :=
$(BUILD)/bench/%: tests/bench/%.c $(LIB)
	$(PROGRAM)

# Missing packages are installed first; make is then run again so that pkg-config finds them.
## check: all tests; unit, golden, mails, attack, crash and flow run one kind each
check: deps
	@$(MAKE) --no-print-directory check-here
# All test programs are built in parallel; one that can't be built fails only its own tests.
check-here:
	@mkdir -p $(BUILD)/tests; rm -f $(BUILD)/tests/totals
	@python3 tests/layers.py --self-test
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@$(MAKE) --no-print-directory -s -k -j$(JOBS) programs; $(RUN) $(TESTS)
programs: $(filter $(BUILD)/%,$(TESTS)) $(FLOW_DRIVERS)

RUN := BUILD=$(BUILD) python3 tests/run.py --totals $(BUILD)/tests/totals
unit: $(UNIT) $(INPUTS) $(filter $(BUILD)/%,$(ATTACK))
	@$(RUN) $^
golden: all $(GOLDEN) $(FAULT)
	@$(RUN) $(GOLDEN) $(FAULT) $(SCORE)
mails: all
	@$(RUN) $(SCORE)
attack: all $(filter $(BUILD)/%,$(ATTACK))
	@$(RUN) $(ATTACK)
crash: all $(UNIT) $(filter $(BUILD)/%,$(CRASH))
	@$(RUN) $(CRASH)
flow: all $(UNIT) $(FLOW_DRIVERS)
	@$(RUN) $(FLOW)

# One build, with clang, for the tests under sanitizers and for fuzzing.
MAKE_ASAN = $(MAKE) --no-print-directory CC=clang BUILD=$(BUILD)/asan CFLAGS="-O1 -gline-tables-only" \
	    SAN="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
# Only every STEPth case of the longest tables: each takes at least four times as long here, and `check` runs them all.
STEP ?= 7
# Freed memory is kept back so that its use is found; for short tests little is enough, and the processor's caches hold it.
ASAN_OPTIONS ?= quarantine_size_mb=16
# How many times each test that kills processes at random does so.
KILLS ?= 6
## asan: all tests under the address and undefined-behaviour sanitizers (STEP=1: every case of the long tables)
asan: deps
	@echo "asan: STEP=$(STEP)"
	@+STEP=$(STEP) KILLS=$(KILLS) ASAN_OPTIONS=$(ASAN_OPTIONS) \
		LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
		$(MAKE_ASAN) check-here
# only builds, so that it can run in parallel with other work
asan-programs: deps
	@+$(MAKE_ASAN) -s -j$(JOBS) all programs fuzz-programs

# Each target runs for FUZZ_SECONDS of processor time, as many at a time as there are processors. Crashing inputs are left in
# build/asan.
FUZZ_SECONDS ?= 20
## fuzz: bounded fuzzing of everything that reads bytes from outside, starting from the kept inputs (FUZZ_SECONDS=20, FUZZ="door child", JOBS=2 at a time)
fuzz: deps
	@+$(MAKE_ASAN) -s -j$(JOBS) fuzz-here
fuzz-programs: $(FUZZ:%=$(BUILD)/fuzz_%)
fuzz-here: fuzz-programs
	@python3 tests/fuzz/fuzz.py --at-once $(JOBS) $(FUZZ_SECONDS) $(FUZZ:%=$(BUILD)/fuzz_%)
# targets that talk to a server get one that plays the input's bytes
$(foreach name,answer smtp,$(BUILD)/fuzz_$(name) $(BUILD)/tests/fuzz/inputs_$(name)): tests/fuzz/peer.c
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(LIB)
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(HARD_LD) -fuse-ld=lld -o $@ $(filter %.c,$^) $(LIB) $(PKG_LIBS)

BENCH := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/bench_*.c))
## bench: performance figures, as ratios
bench: deps
	@$(MAKE) --no-print-directory -s bench-here
bench-here: all $(BENCH) $(BUILD)/bench/fill
	@BUILD=$(BUILD) python3 tests/bench/bench.py $(BENCH)

# --- the sources ---
## layers: checks that each room uses only rooms below it
layers:
	@python3 tests/layers.py --self-test && python3 tests/layers.py
## names: checks that no two functions have the same name
names:
	@python3 tests/layers.py --names

FORMATTED = $(shell git ls-files '*.c' '*.h')
SCRIPTS   = $(shell git ls-files '*.py')
## format: checks the formatting; format-fix corrects it in C files
format:
	@clang-format --dry-run -Werror $(FORMATTED)
	@! LC_ALL=C.UTF-8 grep -nHE '^.{121,}' $(SCRIPTS)
	@echo "format: clean"
format-fix:
	@clang-format -i $(FORMATTED)
# One file at a time: clang-tidy 14 reports va_lists as uninitialized in all files but the first. The analyzer takes
# twenty times as long as all other checks together, so the gate runs without it.
TIDY_FILES ?= $(LIB_SRC) daemon/main.c
TIDY = @printf '%s\n' $(TIDY_FILES) | xargs -P $(JOBS) -I FILE clang-tidy --quiet $(1) FILE -- $(ALL_CFLAGS) 2>$(BUILD)/tidy.log \
	&& echo "tidy: clean"
## tidy: clang-tidy without its analyzer; tidy-deep with it (TIDY_FILES="store/txn.c": only these)
tidy: $(GEN)
	$(call TIDY,--checks=-clang-analyzer-*)
tidy-deep: $(GEN)
	$(call TIDY,)

## additions: adds one example of each kind of extension to a copy of the tree and counts the files it touches
additions: all
	@python3 tests/additions.py

## docs: regenerates the parts of docs/ that come from tables
docs: all $(BUILD)/tests/test_commandtable
	$(BUILD)/caredesk check --keys > docs/config.md
	UPDATE=1 $(BUILD)/tests/test_commandtable

# --- demo and installation ---
## demo: real mails through a real daemon
demo: deps
	@$(MAKE) --no-print-directory -s demo-here
demo-here: all
	@BUILD=$(BUILD) python3 tests/demo/demo.py

## pictures: every mail, the report and the live page as phones and desktops show them, in build/pictures (installs chromium if missing)
pictures: deps
	@command -v chromium >/dev/null || apt-get install -y --no-install-recommends chromium fonts-dejavu-core
	@$(MAKE) --no-print-directory -s all $(BUILD)/tests/quarter_driver $(BUILD)/tests/year_driver
	@BUILD=$(BUILD) python3 tests/pictures/pictures.py $(BUILD)/pictures
	@BUILD=$(BUILD) python3 tests/pictures/figures.py $(BUILD)/pictures

## deps: installs missing Debian packages
deps:
	@packaging/deps.sh

## hooks: installs a git hook that runs format, layers, names and the quick tests before each commit
hooks:
	@printf '#!/bin/sh\nexec make -s format layers names unit golden\n' >"$$(git rev-parse --git-path hooks)/pre-commit"
	@chmod +x "$$(git rev-parse --git-path hooks)/pre-commit" && echo "hooks: set"

## compile_commands.json: for editors and language servers
compile_commands.json: export FLAGS := $(CC) $(ALL_CFLAGS) -c
compile_commands.json: Makefile
	@printf '%s\n' $(LIB_SRC) daemon/main.c | python3 -c 'import json, os, shlex, sys; \
		print(json.dumps([{"directory": os.getcwd(), "file": f.strip(), \
		"arguments": shlex.split(os.environ["FLAGS"]) + [f.strip()]} for f in sys.stdin], indent=1))' >$@

UNITDIR ?= $(PREFIX)/lib/systemd/system
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
MANUALS := caredesk.1 caredesk.conf.5 caredesk-commands.7 caredesk-templates.7
COMPLETIONS := caredesk.bash caredesk.zsh
$(BUILD)/caredesk.1: packaging/manual.py packaging/caredesk.1 $(BUILD)/caredesk
	python3 $< main $(BUILD)/caredesk $(VERSION) > $@
$(BUILD)/caredesk.conf.5: packaging/manual.py $(BUILD)/caredesk
	python3 $< conf $(BUILD)/caredesk $(VERSION) > $@
$(BUILD)/caredesk-commands.7: packaging/manual.py docs/commands.md
	python3 $< commands $(BUILD)/caredesk $(VERSION) > $@
$(BUILD)/caredesk-templates.7: packaging/manual.py docs/templates.md $(TEXTS)
	python3 $< templates $(BUILD)/caredesk $(VERSION) > $@
$(BUILD)/caredesk.bash $(BUILD)/caredesk.zsh: $(BUILD)/caredesk.%: packaging/manual.py $(BUILD)/caredesk
	python3 $< $* $(BUILD)/caredesk $(VERSION) > $@

# installed file=source
INSTALLED := bin/caredesk=$(BUILD)/caredesk lib/sysusers.d/caredesk.conf=packaging/caredesk.sysusers \
	     lib/tmpfiles.d/caredesk.conf=packaging/caredesk.tmpfiles \
	     $(foreach page,$(MANUALS),share/man/man$(subst .,,$(suffix $(page)))/$(page)=$(BUILD)/$(page)) \
	     share/bash-completion/completions/caredesk=$(BUILD)/caredesk.bash
## install: installs the program, its unit, manuals and docs (DESTDIR, PREFIX)
install: all $(MANUALS:%=$(BUILD)/%) $(COMPLETIONS:%=$(BUILD)/%)
	sed 's|@BIN@|$(PREFIX)/bin|' packaging/caredesk.service.in > $(BUILD)/caredesk.service
	@for pair in $(INSTALLED); do \
		install -D -m 644 "$${pair#*=}" "$(DESTDIR)$(PREFIX)/$${pair%%=*}"; done
	chmod 755 $(DESTDIR)$(PREFIX)/bin/caredesk
	install -D -m 644 $(BUILD)/caredesk.service $(DESTDIR)$(UNITDIR)/caredesk.service
	install -D -m 644 $(BUILD)/caredesk.zsh $(DESTDIR)$(ZSHDIR)/_caredesk
	install -d $(DESTDIR)$(PREFIX)/share/doc/caredesk/docs
	install -m 644 README.md LICENSE conf/caredesk.conf $(DESTDIR)$(PREFIX)/share/doc/caredesk
	install -m 644 docs/*.md docs/*.png $(DESTDIR)$(PREFIX)/share/doc/caredesk/docs
	@for text in $(TEXTS); do install -D -m 644 $$text "$(DESTDIR)$(PREFIX)/share/doc/caredesk/$$text"; done

## uninstall: removes the program and its files; configuration, store and user stay
uninstall:
	@for pair in $(INSTALLED); do rm -f "$(DESTDIR)$(PREFIX)/$${pair%%=*}"; done
	rm -f $(DESTDIR)$(UNITDIR)/caredesk.service $(DESTDIR)$(ZSHDIR)/_caredesk
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/caredesk

## deb: a Debian package, in build/deb
deb:
	@packaging/deb.sh $(VERSION) $(abspath $(BUILD))/deb

## image: an OCI image without a container tool, in build/image
image: all
	@packaging/image/collect.sh $(BUILD)/caredesk $(BUILD)/image/root
	@python3 packaging/image/oci.py $(BUILD)/image/root $(VERSION) $(BUILD)/image/caredesk.tar

## clean: removes build/
clean:
	rm -rf $(BUILD)

# the headers that each object and program was built from
-include $(OBJ:.o=.d) $(BUILD)/daemon/main.d $(wildcard $(BUILD)/tests/*.d $(BUILD)/tests/attack/*.d $(BUILD)/tests/fuzz/*.d $(BUILD)/tests/fault/*.d $(BUILD)/bench/*.d)
