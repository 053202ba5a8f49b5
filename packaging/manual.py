#!/usr/bin/env python3
"""manual: makes the manuals and completions from the program's own tables.

manual.py main|conf|commands|templates|bash|zsh CAREDESK VERSION prints one of them: caredesk(1) from caredesk.1 and the
command line's table, caredesk.conf(5) from the table of keys, caredesk-commands(7) from the table of mail commands
(docs/commands.md), caredesk-templates(7) from docs/templates.md and the header comments of the English templates,
completions from the command line's table."""
import json
import os
import re
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def ask(caredesk, *words):
    return subprocess.run([caredesk, *words], stdout=subprocess.PIPE, text=True, check=True).stdout


def roff(text):
    """A line of Markdown as roff; `code` and **strong** become bold."""
    text = text.replace("\\|", "|").replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    text = re.sub(r"`([^`]*)`|\*\*([^*]*)\*\*", lambda m: f"\\fB{m[1] or m[2]}\\fR", text)
    return "\\&" + text if text[:1] in ".'" else text


def table_row(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def entry(cells, columns):
    """A table row as a tagged paragraph, its first cell the tag."""
    if columns[1] == "value":  # a key: its type and default in parentheses
        default = {"": "", "required": ", required"}.get(cells[2], f", default {cells[2]}")
        return [".TP", f"{roff(cells[0])} ({roff(cells[1] + default)})", roff(cells[3])]
    more = [name for name, cell in zip(columns, cells) if cell == "yes"]
    return [".TP", roff(cells[0]), roff("; ".join([cells[1], *more]))]


def manual(markdown, title):
    out, columns = [title], []
    for line in markdown.splitlines()[1:]:
        if line.startswith("#"):
            out.append(f'.SH "{roff(line.lstrip("# ")).upper()}"')
        elif line.startswith("|---") or not line.strip():
            out += [] if line.strip() or (out and out[-1] == ".PP") else [".PP"]
            columns = columns if line.strip() else []
        elif line.startswith("|") and not columns:
            columns = table_row(line)
        elif line.startswith("|"):
            out += entry(table_row(line), columns)
        elif "Printed from the table" not in line:
            out.append(roff(line))
        elif "." in line[line.index(".c") + 2:]:
            out.append(roff(line[line.index(".c.") + 3:].strip()))
    return "\n".join(
        line
        for n, line in enumerate(out)
        if line and not (line == ".PP" and (n + 1 == len(out) or out[n + 1].startswith((".SH", ".TP"))))
    )


def conf(caredesk, version):
    text = ask(caredesk, "check", "--keys")
    first = text.index("\n", text.index("# ")) + 1
    head = text[first:text.index("\n## ")]
    return (
        manual(
            "\n" + text[text.index("\n## ") :],
            f'.TH CAREDESK.CONF 5 "" "caredesk {version}" "File Formats"\n.SH NAME\ncaredesk.conf \\- the configuration'
            ' of caredesk\n.SH DESCRIPTION\nA group is { ... }, a list of groups ( ... ), a list of words [ ... ]; a'
            ' setting ends with a semicolon; anything after # is a comment. The configuration may be a folder'
            ' instead of one file: all its *.conf files are read in order of name, as one.\n'
            + roff(" ".join(head.split()).replace("Printed from the table in conf/keys.c. ", "")),
        )
        + "\n.SH \"SEE ALSO\"\n.BR caredesk (1),\n.BR caredesk\\-commands (7)\n"
    )


def commands(_, version):
    with open(os.path.join(TOP, "docs", "commands.md"), encoding="utf-8") as f:
        text = f.read()
    return manual(text, f'.TH CAREDESK\\-COMMANDS 7 "" "caredesk {version}" "Miscellaneous"\n.SH NAME\n'
                  "caredesk\\-commands \\- what agents and customers write to a caredesk desk\n.SH DESCRIPTION") \
        + "\n.SH \"SEE ALSO\"\n.BR caredesk (1),\n.BR caredesk.conf (5)\n"


def read(*name):
    with open(os.path.join(TOP, *name), encoding="utf-8") as f:
        return f.read()


def usage_line(usage):
    """Literal words in bold, placeholders in italics."""
    usage = usage.replace("…", "...").replace("-", "\\-")
    return re.sub(
        r"(?:\\-)*[a-z]+(?![a-z.])|[A-Z][A-Za-z.]*",
        lambda m: f"\\f{'I' if m[0][0].isupper() else 'B'}{m[0]}\\fR",
        usage,
    )


def said(command):
    """The command's help as sentences, with options in bold."""
    text = command["help"][0].upper() + command["help"][1:] + "." + (" " + command["more"] if command["more"] else "")
    text = text.replace("…", "...").replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + re.sub(r"\\-\\-[a-z]+", lambda m: f"\\fB{m[0]}\\fR", text)


def main(caredesk, version):
    out, section = [], None
    for line in ask(caredesk, "help", "--json").splitlines():
        command = json.loads(line)
        if command["section"] != section:
            section = command["section"]
            out.append(f".SS {section}")
        out += [".TP", usage_line(command["usage"]), said(command)]
    page = read("packaging", "caredesk.1").replace('"" "caredesk"', f'"" "caredesk {version}"', 1)
    head, comment, tail = re.split(r"^(\.\\\" made from .*\n)", page, maxsplit=1, flags=re.M)
    return head + comment + "\n".join(out) + "\n" + tail


def templates(_, version):
    """The groups as docs/templates.md explains them, and each mail as the header comment of its English template
    does."""
    page = [manual(read("docs", "templates.md"), f'.TH CAREDESK\\-TEMPLATES 7 "" "caredesk {version}" "Miscellaneous"\n'
                   ".SH NAME\ncaredesk\\-templates \\- the mails that a caredesk desk sends\n.SH DESCRIPTION"),
            ".SH MAILS"]
    folder = os.path.join(TOP, "templates", "en")
    for name in sorted(os.listdir(folder)):
        head = re.match(r"\{\{! (.*)\nuses: (.*)\n((?:.*\n)*?)\}\}\n", read("templates", "en", name))
        if not head:
            continue
        own = "".join(f"\n.br\n\\fB{roff(names)}\\fR: {roff(about)}"
                      for names, about in (line.split(": ", 1) for line in head[3].splitlines()))
        page += [".TP", f"\\fB{roff(name.rsplit('.', 1)[0])}\\fR", f"{roff(head[1])}; uses {roff(head[2])}{own}"]
    return "\n".join(page) + "\n.SH \"SEE ALSO\"\n.BR caredesk (1),\n.BR caredesk.conf (5)\n"


GLOBAL = ["-c", "-v", "--json", "--version", "--help"]
FILES = ["ingest", "replay"]


def table(caredesk):
    """Yields (command, [options], [words that may follow it], help)."""
    for line in ask(caredesk, "help", "--json").splitlines():
        c = json.loads(line)
        inner = re.findall(r"\[([^\]]*\|[^\]]*)\]", c["usage"])
        words = [
            w.split()[0]
            for group in inner
            for w in group.split("|")
            if w.split() and re.fullmatch(r"[a-z]+", w.split()[0])
        ]
        yield c["name"], (c["options"] or "").split(), words, c["help"]


def bash(caredesk, _):
    cases = "".join(
        f"\t{name}) words='{' '.join(options + words)}' ;;\n" for name, options, words, _ in table(caredesk)
    )
    names = " ".join(name for name, *_ in table(caredesk))
    return f"""# bash completion for caredesk, made from its table of commands
_caredesk() {{
	local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command= words= i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${{COMP_WORDS[i]}} in
		-c | -o) ((i++)) ;;
		-*) ;;
		*) command=${{COMP_WORDS[i]}}; break ;;
		esac
	done
	case $prev in -c | -o) COMPREPLY=($(compgen -f -- "$cur")); return ;; esac
	case $command in
	'') words='{names}' ;;
	help) words='{names}' ;;
{cases}	esac
	COMPREPLY=($(compgen -W "$words {' '.join(GLOBAL)}" -- "$cur"))
	case $command in {' | '.join(FILES)}) COMPREPLY+=($(compgen -f -- "$cur")) ;; esac
}}
complete -o filenames -F _caredesk caredesk
"""


def zsh(caredesk, _):
    def quoted(text):
        return text.replace("'", "'\\''").replace(":", "\\:").replace("[", "(").replace("]", ")")
    names = "\n".join(f"\t\t'{name}:{quoted(text)}'" for name, _, _, text in table(caredesk))
    cases = "\n".join(
        f"\t{name}) words=({' '.join(options + words)}) ;;" for name, options, words, _ in table(caredesk)
    )
    return f"""#compdef caredesk
# made from caredesk's table of commands
local -a commands words
local command=${{${{(@)words:#-*}}[2]}}
if (( CURRENT == 2 )); then
	commands=(
{names}
	)
	_describe command commands
	compadd -- {' '.join(GLOBAL)}
	return
fi
command=$words[2]
words=()
case $command in
{cases}
	esac
compadd -- $words {' '.join(GLOBAL)}
case $command in {'|'.join(FILES)}) _files ;; esac
"""


PAGES = {"main": main, "conf": conf, "commands": commands, "templates": templates, "bash": bash, "zsh": zsh}

if __name__ == "__main__":
    print(PAGES[sys.argv[1]](*sys.argv[2:4]), end="")
