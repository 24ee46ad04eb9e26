"""The exporter itself: how its polls go, what it stores and pushes, and what it costs."""

from .annotations import annotations
from .kit import *

IS = 'job=~"$job", instance=~"$instance"'
RESULTS = {"0": ("Failed", RED), "1": ("Succeeded", GREEN)}


def build():
    board = frame(
        "oresundskraft-exporter",
        "Öresundskraft: exporter",
        "Polls of the API, the store, remote write, and what the exporter costs. The exporter asks the API at its own pace, never at a scrape.",
        [
            chosen("job", "Job", "The scrape job of the exporter.", "label_values(oresundskraft_build_info, job)"),
            chosen(
                "instance",
                "Exporter",
                "The address at which Prometheus scrapes it.",
                'label_values(oresundskraft_build_info{job=~"$job"}, instance)',
            ),
        ],
        annotations((IS, ""), f", {IS}", f", {IS}", peaks_are_on=False),
        "now-24h",
        refresh="1m",
    )
    for heading, panels in (
        (None, _now()),
        ("Polls and requests", _polls()),
        ("Readings and store", _readings()),
        ("Remote write", _remote_write()),
        ("Cost", _cost()),
    ):
        if heading:
            board.with_row(row(heading))
        for panel in panels:
            board.with_panel(panel)
    return board


def _increase(metric, by, labels=""):
    more = f", {labels}" if labels else ""
    return f"sum by ({by}) (increase({metric}{{{IS}{more}}}[$__interval]))"


def _now():
    good = steps(RED, (1, GREEN))
    return [
        numbers(
            "Scrape",
            "Whether Prometheus can scrape the exporter.",
            [now(f"min(up{{{IS}}})", "Scrape")],
            None,
            width=3,
            colours=good,
            words=[says({"0": ("Down", RED), "1": ("Up", GREEN)})],
        ),
        numbers(
            "Newest polls",
            "Whether the newest poll of each part of the API succeeded wholly.",
            [now(f"min by (endpoint) (oresundskraft_up{{{IS}}})", "{{endpoint}}")],
            None,
            width=5,
            colours=good,
            words=[says(RESULTS)],
        ),
        numbers(
            "Since the last success",
            "Time since a poll succeeded wholly. Readings are polled every hour and invoiced months every six hours by default.",
            [now(f"time() - min by (endpoint) (oresundskraft_last_success_timestamp_seconds{{{IS}}})", "{{endpoint}}")],
            Seconds,
            width=5,
        ),
        numbers(
            "Configuration",
            "Whether it could be read when that was last tried. Where not, what ran before goes on, and the next start will fail.",
            [now(f"min(oresundskraft_config_last_reload_successful{{{IS}}})", "Configuration")],
            None,
            width=3,
            colours=good,
            words=[says({"0": ("Refused", RED), "1": ("Read", GREEN)})],
        ),
        numbers(
            "Running for",
            "Time since the exporter was started.",
            [now(f"time() - max by (instance) (process_start_time_seconds{{{IS}}})", "{{instance}}")],
            Seconds,
            width=4,
        ),
        listing(
            "Version",
            "Version and commit of each exporter.",
            [rows(f"max by (instance, version, revision) (oresundskraft_build_info{{{IS}}})")],
            [Column("instance", "Exporter"), Column("version", "Version"), Column("revision", "Commit")],
            width=4,
            height=4,
            without=["Value"],
        ),
    ]


def _polls():
    return [
        states(
            "Polls",
            "Whether polls succeeded wholly, by part of the API. A failed poll keeps what it got.",
            [query(f"oresundskraft_up{{{IS}}}", "{{endpoint}} {{instance}}")],
            RESULTS,
        ),
        states(
            "Customer groups",
            "The same for each customer group of the configuration, the twenty that fail first.",
            [
                query(
                    f"oresundskraft_customer_group_up{{{IS}}} and bottomk(20, oresundskraft_customer_group_up{{{IS}}} @ end())",
                    "{{group}} {{endpoint}}",
                )
            ],
            RESULTS,
        ),
        counted(
            "Requests by result",
            "Requests to the API, by result. A retry that helps leaves its trace here, though the poll succeeds.",
            [query(_increase("oresundskraft_api_requests_total", "result"), "{{result}}")],
        ),
        counted(
            "Requests that failed",
            "The same without those that went well, by part of the API.",
            [query(_increase("oresundskraft_api_requests_total", "endpoint, result", 'result!="ok"'), "{{endpoint}} {{result}}")],
        ),
        lines(
            "Duration of requests",
            "How long requests took, the reading of the answer included: the median, and what 19 of 20 stay below. Over an hour, as requests are few.",
            [
                query(
                    f"histogram_quantile({quantile}, sum by (le, endpoint) "
                    f"(increase(oresundskraft_api_request_duration_seconds_bucket{{{IS}}}[1h])))",
                    "{{endpoint}} " + name,
                    ref,
                )
                for ref, quantile, name in (("A", 0.5, "median"), ("B", 0.95, "95 %"))
            ],
            Seconds,
            width=8,
        ),
        lines(
            "Duration of polls",
            "How long the newest poll of each part took. The first after a start reads 70 days by default.",
            [query(f"max by (endpoint) (oresundskraft_poll_duration_seconds{{{IS}}})", "{{endpoint}}")],
            Seconds,
            width=8,
        ),
        listing(
            "What the newest polls met",
            "Every way in which requests of the newest polls ended. With unauthorized the key was refused.",
            [rows(f"oresundskraft_last_poll_result{{{IS}}} == 1")],
            [Column("endpoint", "Endpoint"), Column("result", "Result"), Column("instance", "Exporter")],
            width=8,
            height=8,
            without=["Value", "job", "__name__"],
        ),
    ]


def _readings():
    return [
        counted(
            "Readings received",
            "By what they were found to be. A poll asks for the last days again, so most are unchanged. Readings come late, at night as a rule.",
            [query(_increase("oresundskraft_readings_total", "result"), "{{result}}")],
        ),
        counted(
            "New and corrected readings",
            "The same without what was unchanged: when the utility's data came. Corrections change sums and peaks of past days.",
            [query(_increase("oresundskraft_readings_total", "endpoint, result", 'result=~"new|corrected"'), "{{endpoint}} {{result}}")],
        ),
        counted(
            "Rejected readings",
            "Readings that were not taken, by why. duplicate is no fault: another object already says the same. docs/metrics.md explains each.",
            [query(_increase("oresundskraft_readings_rejected_total", "reason"), "{{reason}}")],
        ),
        counted(
            "Readings without a value",
            "Readings that came with nothing in them. They are missing, never 0, and are asked for again.",
            [query(_increase("oresundskraft_readings_missing_total", "endpoint"), "{{endpoint}}")],
        ),
        lines(
            "Missing time",
            "Time of this month without a reading, added over all series, the usual delay of a day or two included; and the part of it that is "
            "older than the newest reading: real gaps.",
            [
                query(
                    f'sum by (delivery_category) (oresundskraft_period_missing_seconds{{{IS}, period="this_month"}})',
                    "{{delivery_category}} not here yet",
                ),
                query(
                    f'sum by (delivery_category) (oresundskraft_period_gap_seconds{{{IS}, period="this_month"}})',
                    "{{delivery_category}} gaps",
                    "B",
                ),
            ],
            Seconds,
        ),
        lines(
            "Size of the store",
            "The SQLite file and its write-ahead log. It grows with each reading unless storage.retention is set.",
            [query(f"oresundskraft_store_size_bytes{{{IS}}}", "{{instance}}")],
            BytesIEC,
            width=6,
        ),
        counted(
            "Failures of the store",
            "Pages and snapshots that could not be written or read: the disk may be full.",
            [query(_increase("oresundskraft_store_errors_total", "instance"), "{{instance}}")],
            width=6,
        ),
    ]


def _remote_write():
    is_receiver = "instance, name"
    return [
        counted(
            "Samples pushed",
            "Readings that a receiver has taken, at their true times. A reading of an energy is two samples: its amount and its power.",
            [query(_increase("oresundskraft_remote_write_samples_total", "name"), "{{name}}")],
            width=8,
        ),
        lines(
            "Backlog",
            "Samples that wait to be pushed. It rises when readings come and falls at once. Where it stays, the receiver is down or refuses.",
            [query(f"max by ({is_receiver}) (oresundskraft_remote_write_pending_samples{{{IS}}})", "{{name}}")],
            Short,
            width=8,
        ),
        lines(
            "Age of the oldest sample that waits",
            "How old the reading is that waits the longest, by its own time; 0 where none waits. Readings are a day old when they come.",
            [
                query(
                    f"time() - max by ({is_receiver}) (oresundskraft_remote_write_oldest_pending_timestamp_seconds{{{IS}}} > 0) "
                    f"or on ({is_receiver}) max by ({is_receiver}) (oresundskraft_remote_write_pending_samples{{{IS}}}) * 0",
                    "{{name}}",
                )
            ],
            Seconds,
            width=8,
        ),
        counted(
            "Samples refused",
            "Samples that a receiver refused for good, by why. duplicate is a correction that the receiver does not take; too_old lies "
            "outside its out-of-order window.",
            [query(_increase("oresundskraft_remote_write_rejected_samples_total", "name, reason"), "{{name}} {{reason}}")],
        ),
        counted(
            "Requests to receivers",
            "Requests of remote write by how they ended. With refused the receiver did not take some samples; they are sent again in smaller parts.",
            [query(_increase("oresundskraft_remote_write_requests_total", "name, result"), "{{name}} {{result}}")],
        ),
        states(
            "Receivers",
            "Whether the newest request to each receiver was answered as it should be. Where not, it is tried again until it is; nothing is lost.",
            [query(f"oresundskraft_remote_write_up{{{IS}}}", "{{name}} {{instance}}")],
            RESULTS,
        ),
        lines(
            "Since the last push",
            "Time since a receiver last took samples. Nothing is pushed while nothing is new, so hours are usual.",
            [
                query(
                    f"time() - max by ({is_receiver}) (oresundskraft_remote_write_last_success_timestamp_seconds{{{IS}}})",
                    "{{name}}",
                )
            ],
            Seconds,
        ),
    ]


def _cost():
    return [
        lines(
            "Duration of scrapes",
            "How long Prometheus took to scrape the exporter. A scrape never waits for the API or the store.",
            [query(f"scrape_duration_seconds{{{IS}}}", "{{instance}}")],
            Seconds,
            width=8,
        ),
        lines(
            "Samples of a scrape",
            "How many samples a scrape brings. It grows with the metering points.",
            [query(f"scrape_samples_scraped{{{IS}}}", "{{instance}}")],
            Short,
            width=8,
        ),
        lines(
            "Making of the snapshot",
            "How long it took to make what is served, after a poll and at midnight.",
            [query(f"oresundskraft_snapshot_build_duration_seconds{{{IS}}}", "{{instance}}")],
            Seconds,
            width=8,
        ),
        lines(
            "Memory",
            "Resident memory of the process.",
            [query(f"process_resident_memory_bytes{{{IS}}}", "{{instance}}")],
            BytesIEC,
            width=8,
        ),
        lines(
            "Processor",
            "Processors in use, as a share of one.",
            [query(f"rate(process_cpu_seconds_total{{{IS}}}[$__rate_interval])", "{{instance}}")],
            PercentUnit,
            width=8,
        ),
        lines(
            "Open files",
            "Open file descriptors as a share of those allowed.",
            [query(f"process_open_fds{{{IS}}} / process_max_fds{{{IS}}}", "{{instance}}")],
            PercentUnit,
            width=8,
        ),
        counted(
            "Requests served",
            "Requests to the exporter itself, by path and status code.",
            [query(_increase("oresundskraft_http_requests_total", "path, code"), "{{path}} {{code}}")],
        ),
        lines(
            "Network",
            "Bytes a second of the network namespace that the exporter is in: received, and sent.",
            [
                query(f"rate(process_network_receive_bytes_total{{{IS}}}[$__rate_interval])", "Received {{instance}}"),
                query(f"rate(process_network_transmit_bytes_total{{{IS}}}[$__rate_interval])", "Sent {{instance}}", "B"),
            ],
            "Bps",
        ),
    ]
