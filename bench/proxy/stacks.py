"""perf's samples to shares a person can act on: by system call, and by our own methods."""

import re
from collections import Counter

ENTRY = re.compile(r"__(?:x64|arm64)_sys_(\w+)|asm_(exc_page_fault|sysvec_\w+)")
ORDINARY = ("sendto", "recvfrom", "writev", "epoll_wait", "epoll_pwait2", "epoll_ctl")


def samples(script):
    """Each sample as its frames, innermost first: (name, in kernel)."""
    for block in script.split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("\t")]
        frames = []
        for line in lines:
            address, _, name = line.strip().partition(" ")
            frames.append((name, address.startswith("ffff")))
        if frames:
            yield frames


def method(symbol):
    """package.Class.method of a JIT-compiled symbol, without its types."""
    found = re.match(r"(?:[\w.$\[\]<>]+ )?([\w.$/]+)\(", symbol)
    return found.group(1) if found else symbol


def short(name):
    return re.sub(r"^dev\.sluice\.dataplane\.", "", name)


def summary(script, top=40):
    """Text: shares of all samples."""
    total, kernel, selfs, owned, inclusive = 0, Counter(), Counter(), Counter(), Counter()
    for frames in samples(script):
        total += 1
        names = [(method(n), k) for n, k in frames]
        own = [n for n, _ in names if n.startswith("dev.sluice")]
        for each in set(own):
            inclusive[each] += 1
        if names[0][1]:
            entry = next((m.group(1) or m.group(2) for n, _ in frames if (m := ENTRY.match(n))), "other")
            caller = next((n for n, k in names if not k and "." in n), "")
            kernel[entry if entry in ORDINARY else f"{entry} from {caller}"] += 1
        else:
            selfs[names[0][0]] += 1
            owned[own[0] if own else "outside: " + next((n for n, _ in names if n.startswith("io.")), names[0][0])] += 1

    def part(title, counter):
        lines = [f"{title}"] + [f"  {v / total:6.1%}  {short(k)}" for k, v in counter.most_common(top) if v / total > 0.002]
        return "\n".join(lines)

    return "\n\n".join([
        f"{total} samples; {sum(kernel.values()) / total:.1%} in the kernel, {sum(selfs.values()) / total:.1%} outside",
        part("in the kernel, by system call", kernel),
        part("outside, by the innermost method of our own (with the library code it calls)", owned),
        part("outside, by the method itself", selfs),
        part("by any of our methods on the stack, the kernel included", inclusive)])
