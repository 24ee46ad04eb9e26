"""What an energy manager looks at each morning, for one metering point or a thousand."""

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
        "today": "Today's readings come tomorrow or later, so this is empty most of the time.",
        "yesterday": "Early in the day most of yesterday's readings are not here yet.",
        "this_month": "The month so far, up to the newest readings.",
        "last_month": "The whole month, as it is known now.",
    }[period]
    return numbers(
        title,
        f"Energy used, in kWh, by delivery category. {about} {LATE} Production is not in it.",
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
        "Energy by delivery category, what is used apart from what is fed in. Not here yet: time of this month without a reading, "
        "added over the metering points, the usual delay included. Gaps: the part of it that is older than the newest reading. "
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
        f"Energy of each day at its true time; production is drawn below zero. {LATE} The newest day or two are empty or in part. It needs "
        "remote write or imported history. On the other side of a change to or from summer time a day starts an hour off.",
        [query(energy(USE), "{{delivery_category}}", "use"), query(energy(PRODUCTION), "{{delivery_category}} production", "production")],
    )
    return style(built, "production", below=True)


def _power():
    def power(kind):
        by_point = f"max by ({POINT}) ({of_step('avg_over_time', 'oresundskraft_reading_power_watts', f'{SELECTED}, {kind}')})"
        return f"sum by (delivery_category) ({by_point})"

    built = lines(
        "Power by category",
        "Mean power of all metering points together, by the hour or longer; production is drawn below zero. "
        f"{TRUE_TIME} Where only some have come, the sum is too low.",
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
        "How many peaks of this month (or the tariff's year) are above the limit that is set in limits.yml. 0 also where no limit is "
        f"set. {NEWEST}",
        [now(f"count({PEAK} > {LIMIT}) or vector(0)", "Above")],
        Short,
        width=8,
        colours=steps(GREEN, (1, RED)),
    )


def _near():
    near = f"({PEAK} > {LIMIT.replace('_limit_', '_near_limit_')}) <= {LIMIT}"
    return numbers(
        "Peaks near their limit",
        f"How many peaks are near the limit and not above it. How near is set in limits.yml. {NEWEST}",
        [now(f"count({near}) or vector(0)", "Near")],
        Short,
        width=8,
        colours=steps(GREEN, (1, YELLOW)),
    )


def _closest():
    return numbers(
        "Peak closest to its limit",
        f"The peak that is closest to its limit or furthest above it, as a share of the limit. {NEWEST}",
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
        "The highest peak by each tariff, with its time, the highest of last month (or the tariff's year), and the limit where one is set. "
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
            "How many are known: those that use, and those that feed in.",
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
            "Metering points that are known and have got no reading for so long that the exporter no longer shows one (stale_after, 10 days).",
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
            "How many series have a newest reading that is older than limits.yml allows: three days, four for district heating.",
            [now(f"count({too_old}) or vector(0)", "Too old")],
            Short,
            colours=steps(GREEN, (1, YELLOW)),
        ),
        numbers(
            "Age of the newest reading",
            f"How old the newest readings of the metering points are: the median and the oldest. {LATE} A day or two is usual.",
            [now(f"quantile(0.5, {AGE})", "Median"), now(f"max({AGE})", "Oldest", "B")],
            Seconds,
        ),
        lines(
            "Age of the newest reading by category",
            "The oldest in each delivery category. It rises until readings come, and falls when they do: once a night where all is well.",
            [query(f"max by (delivery_category) ({AGE})", "{{delivery_category}}")],
            Seconds,
            height=9,
        ),
        listing(
            "Longest without a reading",
            f"The metering points whose newest reading is the oldest. {LATE}",
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
            "Time of this month without a reading although newer ones have come. Sums are too low by what they hold, and a peak may be hidden. "
            "The exporter asks for them again once a day.",
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
            "Whether the newest poll of each part of the API succeeded wholly: readings (timeseries) and invoiced months.",
            [now("min by (endpoint) (oresundskraft_up)", "{{endpoint}}")],
            None,
            colours=steps(RED, (1, GREEN)),
            words=[says(failing)],
        ),
        numbers(
            "Since the last success",
            "Time since a poll succeeded wholly. Readings are polled every hour and invoiced months every six hours by default.",
            [now("time() - min by (endpoint) (oresundskraft_last_success_timestamp_seconds)", "{{endpoint}}")],
            Seconds,
        ),
        numbers(
            "Exporter",
            "Whether Prometheus can scrape the exporter, and whether it could read its configuration when it last tried.",
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
            "Readings that the utility has corrected within a day. Sums and peaks may have changed.",
            [now('sum(increase(oresundskraft_readings_total{result="corrected"}[1d]))', "Corrected")],
            Short,
            decimals=0,
        ),
        listing(
            "Alerts",
            "Alerts of the exporter's rules that fire now. The runbook says what each means.",
            [
                rows(
                    # Alerts of remote write have the receiver's name, which is no metering point's.
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
            empty="No alert fires",
        ),
    ]
