# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the table. Each is a generator of Lines; what is compared takes turns, so that a
machine that becomes slower becomes slower for all."""

import dataclasses
import statistics

import peers
from world import Failed, wait_for_disk

ROUND_TRIP_MS = 50
STALL_S = 0.040
ROWS = {}


@dataclasses.dataclass
class Line:
    work: str
    envoi: str
    beside: str = ""
    theirs: str = ""
    ratio: float | None = None
    bound: str = ""
    reached: bool | None = None  # None: only shown


def row(name):
    def register(function):
        ROWS[name] = function
        return function
    return register


# --- taking turns and comparing -------------------------------------------------------------------

def take_turns(world, repetitions, contestants, server=None, letters=None, prepare=None,
               warm_up=True):
    """contestants: name → function that gives a command, or (command, file for standard input).
    Returns name → list of Samples. Where the server counts, nothing may be missing."""
    samples = {name: [] for name in contestants}
    if warm_up:
        for make in contestants.values():
            run_one(world, make, server, None, prepare)
    order = list(contestants.items())
    for _ in range(repetitions):
        for name, make in order:
            samples[name].append(run_one(world, make, server, letters, prepare))
        order.append(order.pop(0))
    return samples


def run_one(world, make, server, letters, prepare):
    command = make()
    command, stdin = command if isinstance(command, tuple) else (command, None)
    if prepare is not None:
        prepare(command)
    if server is not None:
        server.tally()
    sample = world.measure(command, stdin)
    tally = server.tally() if server is not None else None
    if tally is not None and letters is not None and tally["letters"] != letters:
        raise Failed(f"{command}: {tally['letters']} of {letters} letters came")
    return sample


def median(samples, field="seconds"):
    return statistics.median(getattr(sample, field) for sample in samples)


def show_time(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else \
        f"{seconds * 1000:.0f} ms" if seconds < 2 else f"{seconds:.2f} s"


def compare(work, samples, bounds, field="seconds"):
    """A Line for each that is beside "envoi": bounds: name → highest ratio, or None to show it."""
    ours = median(samples["envoi"], field)
    for name, bound in bounds.items():
        theirs = median(samples[name], field)
        ratio = ours / theirs
        yield Line(work, show_time(ours), name, show_time(theirs), ratio,
                   "" if bound is None else f"≤ {bound:.2f}",
                   None if bound is None else round(ratio, 2) <= bound)


# --- one small letter -----------------------------------------------------------------------------

@row("letter-plain")
def letter_plain(world):
    """One small letter, a program on the engine alone, plain"""
    sink, directory = world.sink(), world.letters(1)
    samples = take_turns(world, 5 if world.quick else 60, {
        "envoi": lambda: peers.engine(world, sink, "plain", directory),
        "curl": lambda: peers.curl(world, sink, "plain", directory),
        "libetpan": lambda: peers.etpan(world, sink, "plain", directory),
        "msmtp": lambda: (peers.msmtp(world, sink, "plain"), directory / "0.eml"),
        "smtplib": lambda: peers.smtplib(world, sink, "plain", directory),
        "nodemailer": lambda: peers.nodemailer(world, sink, "plain"),
        "raw writer": lambda: peers.raw(world, sink, "plain", directory),
    }, sink, 1)
    yield from compare("one small letter, engine alone, plain", samples, {
        "curl": 1.0, "libetpan": None, "msmtp": None, "smtplib": None, "nodemailer": None,
        "raw writer": None})


@row("letter-tls")
def letter_tls(world):
    """One small letter, envoi-cli send with outbox and keyring, postfix TLS + AUTH"""
    server, directory = world.postfix(), world.letters(1)
    world.new_home()
    world.add_account(server.tls, "tls")
    samples = take_turns(world, 5 if world.quick else 60, {
        "envoi": lambda: peers.cli_send(world),
        "curl": lambda: peers.curl(world, server, "tls", directory),
        "msmtp": lambda: (peers.msmtp(world, server, "tls"), directory / "0.eml"),
        "smtplib": lambda: peers.smtplib(world, server, "tls", directory),
        "nodemailer": lambda: peers.nodemailer(world, server, "tls"),
        "libetpan": lambda: peers.etpan(world, server, "tls", directory),
        "envoi's engine": lambda: peers.engine(world, server, "tls", directory),
    }, server)
    work = "one small letter, `envoi-cli send`, postfix TLS + AUTH"
    yield from compare(work, samples, {"curl": 1.0, "msmtp": 0.4, "smtplib": None,
                                       "nodemailer": None, "libetpan": None,
                                       "envoi's engine": None})
    times = [sample.seconds for sample in samples["envoi"]]
    share = sum(time >= min(times) + STALL_S for time in times) / len(times)
    yield Line("runs 40 ms slower than the fastest", f"{share:.0%}", bound="≤ 5%",
               reached=share <= 0.05)


# --- a thousand letters ---------------------------------------------------------------------------

@row("thousand-plain")
def thousand_plain(world):
    """1,000 letters, engine alone, one connection, plain"""
    sink, old, n = world.sink("--chunking"), world.sink(), 1000
    directory = world.letters(n)
    samples = take_turns(world, 2 if world.quick else 15, {
        "envoi": lambda: peers.engine(world, sink, "plain", directory, n),
        "curl": lambda: peers.curl_reusing(world, sink, "plain", directory, n),
        "libetpan": lambda: peers.etpan(world, sink, "plain", directory, n),
        "smtplib": lambda: peers.smtplib(world, sink, "plain", directory, n),
        "raw writer by DATA": lambda: peers.raw(world, sink, "plain", directory, n),
        "smtp-source": lambda: peers.smtp_source(world, sink, n),
    }, sink, n)
    work = "1,000 letters, engine alone, one connection, plain"
    yield from compare(work, samples, {"curl": 0.35, "libetpan": 0.5, "smtplib": None,
                                       "raw writer by DATA": None, "smtp-source": None})
    yield from compare("the same, processor time", samples, {"curl": 0.4}, "cpu")
    samples |= take_turns(world, 2 if world.quick else 15, {
        "envoi": lambda: peers.engine(world, old, "plain", directory, n),
        "raw writer by DATA": lambda: peers.raw(world, old, "plain", directory, n),
    }, old, n)
    yield from compare("the same, a server without CHUNKING", samples, {
        "curl": None, "libetpan": None, "raw writer by DATA": None})


@row("thousand-starttls")
def thousand_starttls(world):
    """1,000 letters, engine alone, postfix STARTTLS + AUTH"""
    server, n = world.postfix(), 1000
    directory = world.letters(n)
    samples = take_turns(world, 1 if world.quick else 9, {
        "envoi": lambda: peers.engine(world, server, "starttls", directory, n),
        "curl": lambda: peers.curl_reusing(world, server, "starttls", directory, n),
        "libetpan": lambda: peers.etpan(world, server, "starttls", directory, n),
        "smtplib": lambda: peers.smtplib(world, server, "starttls", directory, n),
    }, server)
    yield from compare("1,000 letters, engine alone, postfix STARTTLS + AUTH", samples,
                       {"curl": 0.85, "libetpan": None, "smtplib": None})


@row("thousand-outbox")
def thousand_outbox(world):
    """1,000 letters through the durable outbox, MIME made by us"""
    sink, n = world.sink(), 1000
    samples = take_turns(world, 2 if world.quick else 9, {
        "envoi": lambda: peers.outbox(world, sink, n),
        "nodemailer ×5": lambda: peers.nodemailer(world, sink, "plain", n, 5),
    }, sink, n)
    yield from compare("1,000 letters through the durable outbox, MIME made by us", samples,
                       {"nodemailer ×5": 1.0})


# --- large attachments ----------------------------------------------------------------------------

def queue_large(world, directory):
    """A letter at rest, so that sending it is all that is left."""
    world.check([world.cli, "send", "--queue", "--to", "person-0@example.test", "--subject",
                 "Large", "--body", "See the file.", "--attach", directory / "0.bin"])


def is_ours(world, command):
    return command[0] == world.cli


def large_contest(world, security, mebibytes, repetitions):
    sink = world.sink(*(["--tls", "--auth"] if security == "tls" else []))
    directory = world.large(mebibytes)
    world.new_home()
    world.add_account(sink.port, security if security == "tls" else "none")

    def prepare(command):
        if is_ours(world, command):
            queue_large(world, directory)
        wait_for_disk()

    samples = take_turns(world, repetitions, {
        "envoi": lambda: [world.cli, "outbox", "run"],
        "Camel": lambda: peers.camel(world, sink, security, directory),
        "curl -T": lambda: peers.curl(world, sink, security, directory),
    }, sink, 1, prepare)
    # what nobody can be faster than who verifies what he sends
    return samples | take_turns(world, repetitions, {
        "SHA-256 of the file": lambda: [world.bench / "hash", directory / "0.bin"]})


@row("large")
def large(world):
    """500 MiB attachment, letter at rest → 250, plain and TLS"""
    mebibytes = 100 if world.quick else 500
    for security in ("plain", "tls"):
        samples = large_contest(world, security, mebibytes, 2 if world.quick else 7)
        yield from compare(f"{mebibytes} MiB attachment, letter at rest → 250, "
                           f"{'TLS' if security == 'tls' else 'plain'}",
                           samples, {"Camel": 0.3, "curl -T": 1.0, "SHA-256 of the file": None})
        yield from compare("the same, processor time", samples,
                           {"curl -T": None, "SHA-256 of the file": None}, "cpu")


@row("large-send")
def large_send(world):
    """500 MiB attachment, whole envoi-cli send"""
    mebibytes = 100 if world.quick else 500
    sink, directory = world.sink(), world.large(mebibytes)

    def prepare(command):
        if is_ours(world, command):
            world.new_home()
            world.add_account(sink.port, "none")
        wait_for_disk()

    samples = take_turns(world, 1 if world.quick else 7, {
        "envoi": lambda: peers.cli_send(world, "--attach", directory / "0.bin"),
        "Camel": lambda: peers.camel(world, sink, "plain", directory),
    }, sink, 1, prepare)
    yield from compare(f"{mebibytes} MiB attachment, whole `envoi-cli send`", samples,
                       {"Camel": 0.8})


@row("memory")
def memory(world):
    """Peak memory, 25 MiB against 500 MiB"""
    sink = world.sink("--tls", "--auth")
    sizes = (25, 100 if world.quick else 500)
    directories = {size: world.large(size) for size in sizes}
    peak = {}
    for size in sizes:
        world.new_home()
        world.add_account(sink.port, "tls")
        command = peers.cli_send(world, "--attach", directories[size] / "0.bin")
        peak[size] = max(world.measure(command).rss_kib for _ in range(3)) / 1024
    camel = {size: world.measure(peers.camel(world, sink, "tls", directories[size])).rss_kib / 1024
             for size in sizes}
    more = peak[sizes[1]] - peak[sizes[0]]
    yield Line(f"peak memory of `envoi-cli send`, {sizes[1]} MiB instead of {sizes[0]} MiB",
               f"{peak[sizes[1]]:.1f} MiB, {more:+.1f} MiB", "Camel",
               f"{camel[sizes[1]]:.0f} MiB, {camel[sizes[1]] - camel[sizes[0]]:+.0f} MiB",
               bound="≤ +4 MiB", reached=more <= 4)


# --- distance -------------------------------------------------------------------------------------

DELAY = ("--delay", str(ROUND_TRIP_MS // 2))
SINKS = {"plain": DELAY, "tls": (*DELAY, "--tls", "--auth"),
         "starttls": (*DELAY, "--starttls", "--auth")}
NAMES = {"plain": "plain", "tls": "implicit TLS", "starttls": "STARTTLS"}


def count_flights(world, sink, command, stdin=None):
    """Round trips of each letter, and how many the whole process took by the clock."""
    sink.tally()
    seconds = world.measure(command, stdin).seconds
    return sink.tally()["flights"], seconds * 1000 / ROUND_TRIP_MS


@row("warm")
def warm(world):
    """One small letter in the running program, connection warm"""
    for name, options, floor in (("", (), 2), (", BDAT where trusted", ("--chunking",), 1)):
        sink = world.sink(*DELAY, *options)
        flights, _ = count_flights(world, sink, peers.outbox(world, sink, 8))
        yield Line(f"round trips on a warm connection{name}", str(flights[-1]), "the floor",
                   str(floor), bound=f"= {floor}", reached=flights[-1] == floor)


@row("distance")
def distance(world):
    """Round trips at a distance, one letter"""
    directory = world.letters(1)
    for security, floor in (("plain", 5), ("tls", 7), ("starttls", 9)):
        sink = world.sink(*SINKS[security])
        work = f"round trips to 250, {NAMES[security]}"
        for recipients in (1, 50):
            command = peers.engine(world, sink, security, directory, 1, recipients)
            flights, _ = count_flights(world, sink, command)
            yield Line(work if recipients == 1 else "the same to 50 recipients", str(flights[0]),
                       "the floor", str(floor), bound=f"= {floor}", reached=flights[0] == floor)
        command = peers.engine(world, sink, security, directory)
        clock = min(count_flights(world, sink, command)[1] for _ in range(5))
        yield Line("the same, whole process by the clock", f"{clock:.1f}", "the floor", str(floor),
                   bound=f"< {floor + 1}: QUIT is not waited for", reached=clock < floor + 1)
        for name, command, stdin in (
                ("curl", peers.curl(world, sink, security, directory), None),
                ("msmtp", peers.msmtp(world, sink, security), directory / "0.eml"),
                ("smtplib", peers.smtplib(world, sink, security, directory), None),
                ("nodemailer", peers.nodemailer(world, sink, security), None)):
            flights, clock = count_flights(world, sink, command, stdin)
            yield Line("", "", name, f"{flights[0]} ({clock:.1f} by the clock)")


@row("hundred-far")
def hundred_far(world):
    """100 letters at 50 ms, one connection and up to four"""
    n = 20 if world.quick else 100
    sink = world.sink(*DELAY)
    directory = world.letters(n)
    for ours, theirs in ((1, 1), (4, 5)):
        samples = take_turns(world, 1 if world.quick else 3, {
            "envoi": lambda: (peers.outbox(world, sink, n) if ours == 1 else
                              peers.engine_connections(world, sink, directory, n, ours)),
            f"nodemailer ×{theirs}": lambda: peers.nodemailer(world, sink, "plain", n, theirs),
        }, sink, n, warm_up=False)
        yield from compare(f"{n} letters at {ROUND_TRIP_MS} ms, "
                           f"{'one connection' if ours == 1 else 'up to four connections'}",
                           samples, {f"nodemailer ×{theirs}": 1.0})


# --- finding letters ------------------------------------------------------------------------------

SENT = (("typed in Chinese, the slowest key", "typed in Chinese"),
        ("typed in English, the slowest key", "typed in English"),
        ("a word in few letters, in none, two words, an address", ("a word in", "two words",
                                                                   "an address")),
        ("first and last page of Sent and of what was found", ("Sent", "found letters")),
        ("the outbox beside them, and a search in it", ("the outbox", "in the outbox")),
        ("how many there are: the ids of all", "all ids"))


@row("search")
def search(world):
    """Lists and search as one types in 100,000 letters: median time to the first page"""
    letters = 20_000 if world.quick else 100_000
    shown = world.check([world.build / "tests/store/bench-store-sent", letters]).decode()
    times = [(name, float(time)) for name, time, _ in
             (line.split("\t") for line in shown.splitlines())]
    for work, names in SENT:
        worst = max(time for name, time in times if name.startswith(names)) / 1000
        yield Line(f"in {letters:,} letters: {work}", show_time(worst), bound="≤ 50 ms",
                   reached=worst <= 0.05)
