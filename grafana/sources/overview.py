"""The overview that an energy manager opens each morning, for one metering point or a thousand."""

from .annotations import annotations
from .kit import *
from .promql import *

PERIODS = [("today", "Today"), ("yesterday", "Yesterday"), ("this_month", "This month"), ("last_month", "Last month")]


def build():
    board = frame(
        "oresundskraft-overview",
        "Öresundskraft: overview",
        f"Energy, power peaks, freshness and health. {LATE}",
        [category(), metering_point(), top()],
        annotations((SELECTED, ""), f", {SELECTED_OR_NONE}"),
        "now-30d",
    )
    for period, title in PERIODS:
        board.with_panel(_sum(period, title))
    board.with_panel(_sums()).with_panel(_daily())
    board.with_row(row("Power"))
    board.with_panel(_power()).with_panel(_above()).with_panel(_near()).with_panel(_closest())
    board.with_panel(_peaks())
    board.with_row(row("Freshness"))
    for panel in _freshness():
        board.with_panel(panel)
    board.with_row(row("Health of the API and the exporter"))
    for panel in _health():
        board.with_panel(panel)
    return board


def _period(period, labels, by):
    """The sum of a period in kWh; NaN where nothing of it is known yet."""
    return or_unknown(
        energy_of_period(f'{SELECTED}, {labels}, period="{period}"', by),
        f'sum by ({by}) (oresundskraft_period_missing_seconds{{{SELECTED}, {labels}, period="{period}", {ENERGY}}})',
        by,
    )


def _sum(period, title):
    about = {
        "today": "Today's readings arrive tomorrow or later, so this is usually empty.",
        "yesterday": "Early in the day most of yesterday's readings have not arrived yet.",
        "this_month": "The month so far, up to the newest readings.",
        "last_month": "The whole month, as known now.",
    }[period]
    return numbers(
        title,
        f"Energy used, in kWh, by delivery category. {about} {LATE} Production is not included.",
        [now(_period(period, USE, "delivery_category"), "{{delivery_category}}")],
        KiloWattHour,
        height=5,
        words=[says_unknown()],
    )


def _sums():
    by = "delivery_category, microproduction"
    known = [rows(_period(period, 'microproduction=~".*"', by), ref) for ref, (period, _) in zip("ABCD", PERIODS, strict=True)]
    missing = [
        rows(
            f"sum by ({by}) ("
            + once(f"oresundskraft_period_{kind}_seconds", f'{SELECTED}, period="this_month", {ENERGY}', f"{POINT}, unit")
            + ")",
            ref,
        )
        for ref, kind in (("E", "missing"), ("F", "gap"))
    ]
    return listing(
        "Use and production",
        "Energy by delivery category, with use and production apart. Not here yet: time of this month without a reading, summed over the "
        "metering points and including the usual delay. Gaps: the part of it that is older than the newest reading. "
        f"{NEWEST}",
        known + missing,
        [
            Column("delivery_category", "Category"),
            Column("microproduction", "Kind", words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})]),
            *(
                Column(f"Value #{ref}", title, KiloWattHour, words=[says_unknown()])
                for ref, (_, title) in zip("ABCD", PERIODS, strict=True)
            ),
            Column("Value #E", "Not here yet", Seconds),
            Column("Value #F", "Gaps", Seconds),
        ],
        height=8,
    )


def _daily():
    def energy(kind):
        return kilowatt_hours(
            "oresundskraft_reading",
            f"{SELECTED}, {kind}",
            "delivery_category",
            "sum_over_time({}[1d] offset -1d1ms)",
        )

    built = by_day(
        "Energy by day",
        f"Energy of each day at its true time; production is drawn below zero. {LATE} The newest day or two are empty or incomplete. It needs "
        "remote write or imported history. Beyond a change to or from summer time, days start an hour off.",
        [query(energy(USE), "{{delivery_category}}", "use"), query(energy(PRODUCTION), "{{delivery_category}} production", "production")],
    )
    return style(built, "production", below=True)


def _power():
    def power(kind):
        by_point = f"max by ({POINT}) ({of_step('avg_over_time', 'oresundskraft_reading_power_watts', f'{SELECTED}, {kind}')})"
        return f"sum by (delivery_category) ({by_point})"

    built = lines(
        "Power by category",
        "Mean power of all metering points together, per hour or longer; production is drawn below zero. "
        f"{TRUE_TIME} Where only some readings have arrived, the sum is too low.",
        [
            query(power(USE), "{{delivery_category}}", "use"),
            query(power(PRODUCTION), "{{delivery_category}} production", "production"),
        ],
        Watt,
        width=24,
        step="1h",
        calcs=["max", "mean"],
    )
    return style(built, "production", below=True)


PEAK = f"metering_point:oresundskraft_peak_power_watts:current{{{SELECTED}}}"
LIMIT = f"metering_point:oresundskraft_peak_power_limit_watts:current{{{SELECTED}}}"


def _above():
    return numbers(
        "Peaks above their limit",
        f"The number of peaks of this month (or the tariff's year) above the limit that limits.yml sets. 0 if no limit is set. {NEWEST}",
        [now(f"count({PEAK} > {LIMIT}) or vector(0)", "Above")],
        Short,
        width=8,
        colours=steps(GREEN, (1, RED)),
    )


def _near():
    near = f"({PEAK} > {LIMIT.replace('_limit_', '_near_limit_')}) <= {LIMIT}"
    return numbers(
        "Peaks near their limit",
        f"The number of peaks that are near their limit but not above it. limits.yml sets how near. {NEWEST}",
        [now(f"count({near}) or vector(0)", "Near")],
        Short,
        width=8,
        colours=steps(GREEN, (1, YELLOW)),
    )


def _closest():
    return numbers(
        "Peak closest to its limit",
        f"The peak closest to its limit, or furthest above it, as a share of the limit. {NEWEST}",
        [now(f"max({PEAK} / {LIMIT}) or vector(NaN)", "Share")],
        PercentUnit,
        width=8,
        colours=steps(GREEN, (0.9, YELLOW), (1, RED)),
        words=[says_unknown("No limit or peak yet")],
    )


def _peaks():
    by = f"{POINT}, tariff"

    def highest(period, metric="oresundskraft_peak_power_watts"):
        return once(metric, f'{SELECTED}, period="{period}", rank="1"', by)

    either = f"({highest('current')} or {highest('previous')})"
    among = f"and on ({by}) topk($top, {either})"
    limit = f"max by ({by}) ({LIMIT})"
    return listing(
        "Highest peaks of the month",
        "The highest peak by each tariff with its time, the highest of last month (or of the tariff's last year), and the limit if one is set. "
        f"{NEWEST} A correction can lower a peak.",
        [
            rows(named(f"{or_unknown(highest('current'), highest('previous'), by)} {among}"), "A"),
            rows(
                named(
                    f"({highest('current', 'oresundskraft_peak_power_timestamp_seconds')} * 1000 "
                    f"or on ({by}) {highest('previous')} * NaN) {among}"
                ),
                "B",
            ),
            rows(named(f"({highest('previous')}) {among}"), "C"),
            rows(named(f"({limit} or on ({by}) {either} * NaN) {among}"), "D"),
            rows(named(f"({limit.replace(LIMIT, f'{PEAK} / {LIMIT}')} or on ({by}) {either} * NaN) {among}"), "E"),
        ],
        [
            name_column(),
            Column("delivery_category", "Category", width=90),
            Column("microproduction", "Kind", width=100, words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})]),
            Column("tariff", "Tariff"),
            Column("Value #A", "Peak", Watt, words=[says_unknown()]),
            Column("Value #B", "At", DatetimeISO, words=[says_unknown()]),
            Column("Value #C", "Last month", Watt),
            Column("Value #D", "Limit", Watt, words=[says_unknown("Not set")]),
            Column("Value #E", "Of the limit", PercentUnit, colours=steps(GREEN, (0.9, YELLOW), (1, RED)), words=[says_unknown("Not set")]),
        ],
        width=24,
        sort="Peak",
    )


AGE = f"time() - {once('oresundskraft_timeseries_period_end_timestamp_seconds', SELECTED, f'{POINT}, unit')}"


def _freshness():
    too_old = (
        f"metering_point:oresundskraft_reading_age_seconds:newest{{{SELECTED}}} > "
        f"metering_point:oresundskraft_reading_age_limit_seconds:newest{{{SELECTED}}}"
    )
    info = once("oresundskraft_metering_point_info", SELECTED)
    return [
        numbers(
            "Metering points",
            "The number of known metering points: those that use energy, and those that feed it in.",
            [
                now(f"count({once('oresundskraft_metering_point_info', f'{SELECTED}, {USE}')}) or vector(0)", "Use"),
                now(
                    f"count({once('oresundskraft_metering_point_info', f'{SELECTED}, {PRODUCTION}')}) or vector(0)",
                    "Production",
                    "B",
                ),
            ],
            Short,
        ),
        numbers(
            "Without a fresh reading",
            "Known metering points whose newest reading is so old that the exporter no longer shows it (stale_after, 10 days).",
            [
                now(
                    f"count({info} unless {once('oresundskraft_timeseries_value', SELECTED)}) or vector(0)",
                    "Without",
                )
            ],
            Short,
            colours=steps(GREEN, (1, RED)),
        ),
        numbers(
            "Readings older than their limit",
            "The number of series whose newest reading is older than limits.yml allows: three days, or four for district heating.",
            [now(f"count({too_old}) or vector(0)", "Too old")],
            Short,
            colours=steps(GREEN, (1, YELLOW)),
        ),
        numbers(
            "Age of the newest reading",
            f"The median and the highest age of the metering points' newest readings. {LATE} A day or two is normal.",
            [now(f"quantile(0.5, {AGE})", "Median"), now(f"max({AGE})", "Oldest", "B")],
            Seconds,
        ),
        lines(
            "Age of the newest reading by category",
            "The highest age in each delivery category. It rises until readings arrive and then falls, normally once a night.",
            [query(f"max by (delivery_category) ({AGE})", "{{delivery_category}}")],
            Seconds,
            height=9,
        ),
        listing(
            "Longest without a reading",
            f"The metering points whose newest readings are oldest. {LATE}",
            [
                rows(named(f"topk($top, {AGE})"), "A"),
                rows(
                    named(
                        f"({once('oresundskraft_timeseries_period_end_timestamp_seconds', SELECTED, f'{POINT}, unit')} * 1000)"
                        f" and topk($top, {AGE})"
                    ),
                    "B",
                ),
            ],
            [
                name_column(),
                Column("delivery_category", "Category", width=90),
                Column("unit", "Unit", width=70),
                Column("Value #A", "Age", Seconds),
                Column("Value #B", "Newest reading ends", DatetimeISO),
            ],
            width=6,
            sort="Age",
            without=["microproduction"],
        ),
        listing(
            "Gaps of this month",
            "Time of this month without a reading although newer ones have arrived. Sums lack these readings, and a peak may be hidden. "
            "The exporter requests them again once a day.",
            [
                rows(
                    named(
                        "topk($top, " + once("oresundskraft_period_gap_seconds", f'{SELECTED}, period="this_month"', f"{POINT}, unit") + ")"
                    )
                )
            ],
            [
                name_column(),
                Column("delivery_category", "Category", width=90),
                Column("unit", "Unit", width=70),
                Column("Value", "Gaps", Seconds),
            ],
            width=6,
            sort="Gaps",
            without=["microproduction"],
        ),
    ]


def _health():
    failing = {"0": ("Failing", RED), "1": ("Succeeds", GREEN)}
    return [
        numbers(
            "Polls of the API",
            "The result of the newest poll of each endpoint of the API: readings (timeseries) and invoiced months.",
            [now("min by (endpoint) (oresundskraft_up)", "{{endpoint}}")],
            None,
            colours=steps(RED, (1, GREEN)),
            words=[says(failing)],
        ),
        numbers(
            "Since the last success",
            "Time since a poll fully succeeded. By default readings are polled every hour and invoiced months every six hours.",
            [now("time() - min by (endpoint) (oresundskraft_last_success_timestamp_seconds)", "{{endpoint}}")],
            Seconds,
        ),
        numbers(
            "Exporter",
            "Shows if Prometheus can scrape the exporter, and if the last reload of the configuration succeeded.",
            [
                now(
                    "min(up * on (job, instance) group_left () (last_over_time(oresundskraft_build_info[1d]) * 0 + 1)) or vector(0)",
                    "Scrape",
                ),
                now("min(oresundskraft_config_last_reload_successful) or vector(0)", "Configuration", "B"),
            ],
            None,
            colours=steps(RED, (1, GREEN)),
            words=[says({"0": ("Down", RED), "1": ("Good", GREEN)})],
        ),
        numbers(
            "Corrected in a day",
            "Readings that the utility corrected in the last 24 hours. Sums and peaks may have changed.",
            [now('sum(increase(oresundskraft_readings_total{result="corrected"}[1d]))', "Corrected")],
            Short,
            decimals=0,
        ),
        listing(
            "Alerts",
            "Alerts of the exporter's rules that are firing. The runbook explains each.",
            [
                rows(
                    # In alerts of remote write `name` is the receiver, so it moves to another label.
                    "topk($top, max by (alertname, severity, name, metering_point, delivery_category, endpoint) ("
                    'ALERTS{alertname=~"Oresundskraft.*", alertstate="firing", metering_point!=""} or label_replace(label_replace('
                    'ALERTS{alertname=~"Oresundskraft.*", alertstate="firing", metering_point=""}, '
                    '"endpoint", "$1", "name", "(.+)"), "name", "", "name", ".*")))'
                )
            ],
            [
                Column("alertname", "Alert"),
                Column(
                    "severity",
                    "Severity",
                    width=90,
                    words=[says({"critical": ("Critical", RED), "warning": ("Warning", YELLOW), "info": ("Info", BLUE)})],
                ),
                name_column(),
                Column("delivery_category", "Category", width=90),
                Column("endpoint", "Endpoint or receiver", width=160),
            ],
            width=24,
            height=7,
            without=["Value"],
            empty="No alerts",
        ),
    ]
