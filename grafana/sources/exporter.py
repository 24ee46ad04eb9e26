"""The exporter itself: the results of its polls, its store, remote write, and its cost."""

from .annotations import annotations
from .kit import *

IS = 'job=~"$job", instance=~"$instance"'
RESULTS = {"0": ("Failed", RED), "1": ("Succeeded", GREEN)}


def build():
    board = frame(
        "oresundskraft-exporter",
        "Öresundskraft: exporter",
        "Polls of the API, the store, remote write, and what the exporter costs. The exporter polls the API at its own pace, never at a scrape.",
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
            "Shows if Prometheus can scrape the exporter.",
            [now(f"min(up{{{IS}}})", "Scrape")],
            None,
            width=3,
            colours=good,
            words=[says({"0": ("Down", RED), "1": ("Up", GREEN)})],
        ),
        numbers(
            "Newest polls",
            "The result of the newest poll of each endpoint of the API.",
            [now(f"min by (endpoint) (oresundskraft_up{{{IS}}})", "{{endpoint}}")],
            None,
            width=5,
            colours=good,
            words=[says(RESULTS)],
        ),
        numbers(
            "Since the last success",
            "Time since a poll fully succeeded. By default readings are polled every hour and invoiced months every six hours.",
            [now(f"time() - min by (endpoint) (oresundskraft_last_success_timestamp_seconds{{{IS}}})", "{{endpoint}}")],
            Seconds,
            width=5,
        ),
        numbers(
            "Configuration",
            "The result of the last reload. If it was refused, the previous configuration stays in use, but the next start will fail.",
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
            "The results of polls, by endpoint of the API. A failed poll keeps the readings that it got.",
            [query(f"oresundskraft_up{{{IS}}}", "{{endpoint}} {{instance}}")],
            RESULTS,
        ),
        states(
            "Customer groups",
            "The same for each customer group of the configuration: at most twenty, failing ones first.",
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
            "Requests to the API, by result. A failed request whose retry helps shows here, although the poll succeeds.",
            [query(_increase("oresundskraft_api_requests_total", "result"), "{{result}}")],
        ),
        counted(
            "Failed requests",
            "Only the requests that failed, by endpoint of the API.",
            [query(_increase("oresundskraft_api_requests_total", "endpoint, result", 'result!="ok"'), "{{endpoint}} {{result}}")],
        ),
        lines(
            "Duration of requests",
            "The median and the 95th percentile of the duration of requests, including the reading of the answer. Over an hour, because requests are few.",
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
            "The duration of the newest poll of each endpoint. The first poll into an empty store reads 70 days by default.",
            [query(f"max by (endpoint) (oresundskraft_poll_duration_seconds{{{IS}}})", "{{endpoint}}")],
            Seconds,
            width=8,
        ),
        listing(
            "Results of the newest polls",
            "Every result of the requests of the newest polls. unauthorized means that the key was refused.",
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
            "Readings by result. Each poll requests the last days again, so most are unchanged. New readings usually arrive at night.",
            [query(_increase("oresundskraft_readings_total", "result"), "{{result}}")],
        ),
        counted(
            "New and corrected readings",
            "Only the new and corrected readings: the times at which the utility's data arrived. Corrections change sums and peaks of past days.",
            [query(_increase("oresundskraft_readings_total", "endpoint, result", 'result=~"new|corrected"'), "{{endpoint}} {{result}}")],
        ),
        counted(
            "Rejected readings",
            "Readings that were not stored, by reason. duplicate is harmless: another object had the same reading. docs/metrics.md explains each reason.",
            [query(_increase("oresundskraft_readings_rejected_total", "reason"), "{{reason}}")],
        ),
        counted(
            "Readings without a value",
            "Readings that arrived without a value. They count as missing, never as 0, and are requested again.",
            [query(_increase("oresundskraft_readings_missing_total", "endpoint"), "{{endpoint}}")],
        ),
        lines(
            "Missing time",
            "Time of this month without a reading, summed over all series and including the usual delay of a day or two; and the part of it that "
            "is older than the newest reading, the real gaps.",
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
            "Failed writes and reads of the store: the disk may be full.",
            [query(_increase("oresundskraft_store_errors_total", "instance"), "{{instance}}")],
            width=6,
        ),
    ]


def _remote_write():
    is_receiver = "instance, name"
    return [
        counted(
            "Samples pushed",
            "Readings that a receiver has accepted, at their true times. An energy reading is two samples: its amount and its power.",
            [query(_increase("oresundskraft_remote_write_samples_total", "name"), "{{name}}")],
            width=8,
        ),
        lines(
            "Backlog",
            "Samples waiting to be pushed. The backlog rises when readings arrive and falls at once. If it stays, the receiver is down or refuses them.",
            [query(f"max by ({is_receiver}) (oresundskraft_remote_write_pending_samples{{{IS}}})", "{{name}}")],
            Short,
            width=8,
        ),
        lines(
            "Age of the oldest waiting sample",
            "The age of the oldest waiting reading, by its own time; 0 if none waits. Readings are a day old when they arrive.",
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
            "Samples that a receiver refused for good, by reason. duplicate is a correction that the receiver does not accept; too_old is "
            "outside its out-of-order window.",
            [query(_increase("oresundskraft_remote_write_rejected_samples_total", "name, reason"), "{{name}} {{reason}}")],
        ),
        counted(
            "Requests to receivers",
            "Requests of remote write, by result. After refused, when the receiver did not accept some samples, they are sent again in smaller parts.",
            [query(_increase("oresundskraft_remote_write_requests_total", "name, result"), "{{name}} {{result}}")],
        ),
        states(
            "Receivers",
            "The result of the newest request to each receiver. A failed request is repeated until it succeeds; nothing is lost.",
            [query(f"oresundskraft_remote_write_up{{{IS}}}", "{{name}} {{instance}}")],
            RESULTS,
        ),
        lines(
            "Since the last push",
            "Time since a receiver last accepted samples. Nothing is pushed while nothing is new, so hours are normal.",
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
            "The time that Prometheus took to scrape the exporter. A scrape never waits for the API or the store.",
            [query(f"scrape_duration_seconds{{{IS}}}", "{{instance}}")],
            Seconds,
            width=8,
        ),
        lines(
            "Samples per scrape",
            "The number of samples in a scrape. It grows with the number of metering points.",
            [query(f"scrape_samples_scraped{{{IS}}}", "{{instance}}")],
            Short,
            width=8,
        ),
        lines(
            "Duration of snapshots",
            "The time that it took to build the served metrics, after a poll and at midnight.",
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
            "CPU",
            "CPU time used, as a share of one core.",
            [query(f"rate(process_cpu_seconds_total{{{IS}}}[$__rate_interval])", "{{instance}}")],
            PercentUnit,
            width=8,
        ),
        lines(
            "Open files",
            "Open file descriptors, as a share of the limit.",
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
            "Bytes per second received and sent in the exporter's network namespace.",
            [
                query(f"rate(process_network_receive_bytes_total{{{IS}}}[$__rate_interval])", "Received {{instance}}"),
                query(f"rate(process_network_transmit_bytes_total{{{IS}}}[$__rate_interval])", "Sent {{instance}}", "B"),
            ],
            "Bps",
        ),
    ]
