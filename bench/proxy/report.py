"""Rounds to a table for people and a file for programs."""

import json
import os
import statistics

FULL = (("requests/s", "rate", 0), ("CPU µs/request", "cpu_us", 1), ("core µs/request", "core_us", 1),
        ("p50 µs", "p50", 0), ("p99 µs", "p99", 0), ("p99.9 µs", "p999", 0))
SHARE = (("requests/s", "rate", 0), ("core busy", "proxy_busy", 2), ("CPU µs/request", "cpu_us", 1),
         ("p50 µs", "p50", 0), ("p99 µs", "p99", 0), ("p99.9 µs", "p999", 0))


def clean(runs):
    """Those that nobody disturbed; all, where there is no such run."""
    return [r for r in runs if not r["disturbed"]] or runs


def spread(runs, field, digits):
    values = [r[field] for r in clean(runs)]
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def reported(runs):
    """Whether the proxy was the limit in most runs, without errors."""
    good = [r for r in clean(runs) if r["limit"] == "proxy" and not r["errors"]]
    return len(good) > len(clean(runs)) / 2


def refusal(runs):
    if any(r["errors"] for r in runs):
        return f"not reported: {sum(r['errors'] for r in runs)} errors"
    runs = clean(runs)
    busy = statistics.median(r["proxy_busy"] for r in runs)
    side = "the load's core" if statistics.median(r["load_busy"] for r in runs) >= 0.9 else "neither core"
    return f"not reported: {side} was the limit; the proxy's was {busy:.0%} busy"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ratios(full, subject):
    """Medians of the subject's CPU time and rate, round by round, over each other's."""
    rows = []
    for name, runs in full.items():
        if name == subject or not (reported(runs) and reported(full[subject])):
            continue
        row = [f"{subject} ÷ {name}"]
        for field in ("cpu_us", "core_us", "rate", "p99"):
            pairs = [(a, b) for a, b in zip(full[subject], runs) if not (a["disturbed"] or b["disturbed"])]
            each = [a[field] / b[field] for a, b in pairs or zip(full[subject], runs)]
            row.append(f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f})")
        rows.append(row)
    return rows


def scenario(name, result):
    parts = [f"### {name}: {result['says']}", "", "Full load, 64 connections; median (range) of the rounds:", ""]
    rows = []
    for who, runs in result["full"].items():
        memory = f"{result['memory_mib'][who]:.0f}"
        if reported(runs):
            rows.append([who, *(spread(runs, f, d) for _, f, d in FULL), memory])
        else:
            rows.append([who, refusal(runs), *([""] * (len(FULL) - 1)), memory])
    parts += [table(["", *(h for h, _, _ in FULL), "MiB"], rows), ""]
    for subject in [s for s in result["full"] if s.startswith("sluice")]:
        rows = ratios(result["full"], subject)
        if rows:
            parts += [table(["", "CPU/request", "core/request", "requests/s", "p99"], rows), ""]
    if result["share"]:
        parts += ["At 70 % of its own full load:", ""]
        rows = [[who, *(spread(runs, f, d) for _, f, d in SHARE)] for who, runs in result["share"].items()]
        parts += [table(["", *(h for h, _, _ in SHARE)], rows), ""]
    every = [r for kind in ("full", "share") for rs in result[kind].values() for r in rs]
    disturbed = [r for r in every if r["disturbed"]]
    if disturbed:
        parts += [f"{len(disturbed)} of {len(every)} runs were disturbed by other programs on these cores, "
                  "and count only where there is no other.", ""]
    return parts


def markdown(report):
    machine = report["machine"]
    parts = [
        f"# Proxies side by side, {report['date']}", "",
        f"Commit `{report['commit']}`{' with changes' if report['dirty'] else ''}; `{report['command']}`.", "",
        f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}; load average "
        f"{report['load_average'][0]} before and {report['load_average'][1]} after (the benchmark itself makes about 2).",
        "", *(f"- {k}: {v}" for k, v in report["versions"].items()), "",
        "CPU is user and system time of the proxy's processes; core is all time in which its core was not idle, the "
        "kernel's work for its sockets included. Latencies at full load are those of a closed loop.", ""]
    for name, result in report["scenarios"].items():
        parts += scenario(name, result)
    if report.get("idle"):
        rows = [[n, f"{v['before']:.0f}", f"{v['after']:.0f}", str(v["connections"]), *page(v)]
                for n, v in report["idle"].items()]
        head = ["", "MiB before", "MiB with", "connections", "MiB after /metrics", "its KiB"]
        parts += ["### Idle connections", "", table(head, rows), ""]
    for scenario_name, where in (("ready", "the file that a container left"), ("new", "an operator, as a new pod")):
        if report.get(scenario_name):
            rows = [[n, f"{statistics.median(v):.3f} ({min(v):.3f}–{max(v):.3f})"] for n, v in report[scenario_name].items()]
            parts += [f"### Seconds from start to the first answer, on one core, with the snapshot from {where}", "",
                      table(["", "s"], rows), ""]
    parts += [*report["notes"], ""] if report["notes"] else []
    return "\n".join(parts)


def page(idle):
    """What the page of metrics costs; of who has none, nothing."""
    return [f"{idle['asked']:.0f}", f"{idle['page_kib']:.0f}"] if "asked" in idle else ["", ""]


def save(report, folder, stem, text=None):
    """text: what people read; the side-by-side report by default."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{stem}.json", "w") as file:
        json.dump(rounded(report), file, indent=1)
        file.write("\n")
    with open(f"{folder}/{stem}.md", "w") as file:
        file.write(text or markdown(report))
    return f"{folder}/{stem}.md"


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value
