# caredesk: one non-recursive Makefile. Everything that is made goes to $(BUILD).
#   make            the binary build/caredesk          make check    all tests
#   make demo       real mails through a real daemon   make asan     the tests under sanitizers
#   make deps       installs missing Debian packages   make layers   arrows only go down
#   make bench      figures as ratios                  make format   checks the format (format-fix: mends it)
#   make install    DESTDIR, PREFIX                    make fuzz     bounded fuzzing of the parsers

VERSION := 0.1.0
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
SYSCONFDIR ?= /etc
ifeq ($(origin CC),default)
CC := gcc
endif
SAN     ?=

PACKAGES := $(shell sed 's/\#.*//' packaging/debian-packages)
PKGS     := libcurl lmdb libpcre2-8 libconfig libzstd gnutls libprotobuf-c jansson libseccomp
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -lgumbo

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
HARD := -fstack-protector-strong -fPIE
ifeq ($(SAN),)
HARD += -D_FORTIFY_SOURCE=2
endif
CFLAGS ?= -O2 -g
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -I. -I$(BUILD) $(WARN) $(HARD) $(CFLAGS) $(SAN) $(PKG_CFLAGS) -DCAREDESK_VERSION='"$(VERSION)"'
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now $(SAN) $(LDFLAGS)

SRC := $(wildcard parsers/base/*.c parsers/*.c templates/*.c conf/*.c store/*.c daemon/core/*.c daemon/edge/*.c daemon/*.c)
PROTO := $(wildcard parsers/*.proto store/*.proto)
MAIN := daemon/main.c
LIB_SRC := $(filter-out $(MAIN),$(SRC))
GEN := $(PROTO:%.proto=$(BUILD)/%.pb-c.c)
TEXTS := $(sort $(wildcard templates/*/*.txt))
OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(GEN:.c=.o) $(BUILD)/templates/shipped.o
LIB := $(BUILD)/libcaredesk.a

UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

.PHONY: all lib deps check check-here unit golden flow crash asan asan-here layers format format-fix tidy bench bench-here fuzz fuzz-here \
	demo demo-here docs install clean
all: $(BUILD)/caredesk
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
$(BUILD)/templates/shipped.o: $(BUILD)/templates/shipped.c templates/shipped.h
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# generated code does not follow our warnings
$(BUILD)/%.pb-c.o: $(BUILD)/%.pb-c.c
	$(CC) -std=c11 -I$(BUILD) -I. $(HARD) $(CFLAGS) $(SAN) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c $(GEN)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(LIB) $(PKG_LIBS) -lcmocka
$(BUILD)/tests/%: tests/crash/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(LIB) $(PKG_LIBS) -lcmocka

$(BUILD)/tests/%: tests/flow/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(LIB) $(PKG_LIBS)

# --- tests ---
FLOW_DRIVERS := $(patsubst tests/flow/%.c,$(BUILD)/tests/%,$(wildcard tests/flow/*.c))
RUN := BUILD=$(BUILD) python3 tests/run.py --totals $(BUILD)/tests/totals
FLOW  := $(sort $(wildcard tests/flow/test_*.py))
CRASH := $(patsubst tests/crash/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/crash/test_*.c))) \
	 $(sort $(wildcard tests/crash/test_*.py))

# What is missing is installed first, then make starts anew and finds it.
check: deps
	@$(MAKE) --no-print-directory check-here
check-here: all
	@rm -f $(BUILD)/tests/totals; mkdir -p $(BUILD)/tests
	@python3 tests/layers.py --self-test
	@$(MAKE) --no-print-directory -k unit golden crash flow; status=$$?; \
	 awk '{ print $$1 " passed, " $$2 " failed" }' $(BUILD)/tests/totals; exit $$status
$(BUILD)/tests/golden: tests/golden/run.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(LIB) $(PKG_LIBS)

unit: $(UNIT)
	@mkdir -p $(BUILD)/tests && $(RUN) $(UNIT)
golden: all $(BUILD)/tests/golden
	@$(RUN) $(BUILD)/tests/golden
flow: all $(UNIT) $(FLOW_DRIVERS)
	@$(RUN) $(FLOW)
crash: all $(UNIT) $(filter $(BUILD)/%,$(CRASH))
	@$(RUN) $(CRASH)

SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
asan: deps
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SAN="$(SANITIZERS)" CFLAGS="-O1 -g" asan-here
asan-here: all
	@rm -f $(BUILD)/tests/totals; mkdir -p $(BUILD)/tests
	@$(MAKE) --no-print-directory -k unit golden crash flow; status=$$?; \
	 awk '{ print $$1 " passed, " $$2 " failed" }' $(BUILD)/tests/totals; exit $$status

# Bounded: FUZZ_SECONDS in all. What crashes is left in build/fuzz for a test of its own.
FUZZ_SECONDS ?= 30
fuzz: deps
	@$(MAKE) --no-print-directory CC=clang BUILD=$(BUILD)/fuzz CFLAGS="-O1 -g" \
		SAN="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined" fuzz-here
fuzz-here: $(LIB)
	@mkdir -p $(BUILD)/found
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -pie -o $(BUILD)/fuzz_parsers tests/fuzz/fuzz_parsers.c $(LIB) $(PKG_LIBS)
	$(BUILD)/fuzz_parsers -max_total_time=$(FUZZ_SECONDS) -max_len=20000 -rss_limit_mb=4000 \
		-artifact_prefix=$(BUILD)/ $(BUILD)/found tests/fuzz/seeds

# what is generated from tables
docs: all $(BUILD)/tests/test_commandtable
	$(BUILD)/caredesk check --keys > docs/config.md
	UPDATE=1 $(BUILD)/tests/test_commandtable

BENCH := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/bench_*.c))
$(BUILD)/bench/%: tests/bench/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(LIB) $(PKG_LIBS)
bench: deps
	@$(MAKE) --no-print-directory -s bench-here
bench-here: all $(BENCH) $(BUILD)/bench/fill
	@BUILD=$(BUILD) python3 tests/bench/bench.py $(BENCH)

layers:
	@python3 tests/layers.py --self-test && python3 tests/layers.py

FORMATTED = $(shell git ls-files '*.c' '*.h')
format:
	@clang-format --dry-run -Werror $(FORMATTED) && echo "format: clean"
format-fix:
	@clang-format -i $(FORMATTED)
tidy:
	clang-tidy --quiet $(LIB_SRC) -- $(ALL_CFLAGS)

demo: deps
	@$(MAKE) --no-print-directory -s demo-here
demo-here: all
	@BUILD=$(BUILD) python3 tests/demo/demo.py

deps:
	@packaging/deps.sh

# --- installation ---
install: all
	install -D -m 755 $(BUILD)/caredesk $(DESTDIR)$(PREFIX)/bin/caredesk
	install -D -m 644 packaging/caredesk.1 $(DESTDIR)$(PREFIX)/share/man/man1/caredesk.1
	sed 's|@BIN@|$(PREFIX)/bin|' packaging/caredesk.service.in > $(BUILD)/caredesk.service
	install -D -m 644 $(BUILD)/caredesk.service $(DESTDIR)$(PREFIX)/lib/systemd/system/caredesk.service
	install -d $(DESTDIR)$(PREFIX)/share/doc/caredesk/docs
	install -m 644 README.md LICENSE conf/caredesk.conf $(DESTDIR)$(PREFIX)/share/doc/caredesk
	install -m 644 docs/*.md $(DESTDIR)$(PREFIX)/share/doc/caredesk/docs

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD)
