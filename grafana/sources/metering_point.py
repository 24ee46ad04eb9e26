"""One metering point: its load curve, its days, hours and months, and its bill."""

from .annotations import annotations
from .kit import *
from .promql import *

POINT_IS = 'metering_point="$point", delivery_category=~"$category"'
POWER = "oresundskraft_reading_power_watts"
READING = "oresundskraft_reading"


def build():
    board = frame(
        "oresundskraft-metering-point",
        "Öresundskraft: metering point",
        "One metering point, with its readings at their true times. Load curves, days and hours need remote write or imported history; they "
        "end a day or two ago, because readings arrive late.",
        [category(), metering_point("point", many=False), tariff()],
        annotations((f'{POINT_IS}, tariff=~"$tariff"', ""), ', delivery_category=~"$category|", metering_point=~"$point|"'),
        "now-30d",
    )
    for panel in _now():
        board.with_panel(panel)
    board.with_panel(_facts())
    board.with_row(row("Load curve"))
    board.with_panel(_load()).with_panel(_production()).with_panel(_duration())
    board.with_row(row("Days and hours"))
    board.with_panel(_days()).with_panel(_calendar()).with_panel(_week())
    board.with_row(row("Peaks, flow and invoices"))
    board.with_panel(_peaks()).with_panel(_flow()).with_panel(_flow_of_heat()).with_panel(_invoices())
    return board


def _both(expression):
    """Use, and production where there is some."""
    return [now(expression(USE), "Use", "use"), now(expression(PRODUCTION), "Production", "production")]


def _now():
    def period(name):
        return lambda kind: or_unknown(
            energy_of_period(f'{POINT_IS}, {kind}, period="{name}"', "metering_point"),
            f'sum by (metering_point) (oresundskraft_period_missing_seconds{{{POINT_IS}, {kind}, period="{name}", {ENERGY}}})',
            "metering_point",
        )

    return [
        numbers(
            "Newest power",
            f"Mean power over the period of the newest known reading, not the power at this moment. {LATE}",
            _both(lambda kind: f"max(oresundskraft_power_watts{{{POINT_IS}, {kind}}})"),
            Watt,
            width=4,
        ),
        numbers(
            "Age of the newest reading",
            f"Time since the newest reading's period ended. {LATE}",
            _both(lambda kind: f"time() - max(oresundskraft_timeseries_period_end_timestamp_seconds{{{POINT_IS}, {kind}}})"),
            Seconds,
            width=4,
        ),
        numbers(
            "This month",
            f"Energy of this month up to the newest reading. {NEWEST}",
            _both(period("this_month")),
            KiloWattHour,
            width=4,
            words=[says_unknown()],
        ),
        numbers(
            "Last month",
            f"Energy of last month, as known now. {LATE}",
            _both(period("last_month")),
            KiloWattHour,
            width=4,
            words=[says_unknown()],
        ),
        numbers(
            "Highest peak of the month",
            f"The highest peak of consumption that each tariff bills in this month (or its year). {NEWEST}",
            [
                now(
                    or_unknown(
                        *(
                            f'max by (tariff) (oresundskraft_peak_power_watts{{{POINT_IS}, {USE}, tariff=~"$tariff", period="{which}", rank="1"}})'
                            for which in ("current", "previous")
                        ),
                        "tariff",
                    ),
                    "{{tariff}}",
                )
            ],
            Watt,
            width=4,
            words=[says_unknown()],
        ),
        numbers(
            "Subscribed effect",
            "The value that the API sends, taken as kW. The API does not name its unit, and sends 0 if there is none.",
            [now(f"max(oresundskraft_subscribed_effect{{{POINT_IS}, {USE}}} > 0) * 1000 or vector(NaN)", "Subscribed")],
            Watt,
            width=4,
            words=[says_unknown("None")],
        ),
    ]


def _facts():
    return listing(
        "Facts",
        "Facts about the metering point from the API and the configuration. An empty field is unknown.",
        [
            rows(
                "max by (name, metering_point, delivery_category, microproduction, property, customer_number, installation_number, "
                f"rate_code, settlement) (oresundskraft_metering_point_info{{{POINT_IS}}})"
            )
        ],
        [
            Column("name", "Name"),
            Column("metering_point", "Metering point"),
            Column("delivery_category", "Category"),
            Column("microproduction", "Kind", words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})]),
            Column("property", "Property"),
            Column("customer_number", "Customer"),
            Column("installation_number", "Installation"),
            Column("rate_code", "Rate code"),
            Column("settlement", "Settlement"),
        ],
        width=24,
        height=4,
        without=["Value"],
    )


def _curve(function, kind):
    return f"max(max by ({POINT}) ({of_step(function, POWER, f'{POINT_IS}, {kind}')}))"


def _load():
    peak = f'oresundskraft_peak_power_watts{{{POINT_IS}, {USE}, tariff=~"$tariff"}} @ end()'
    since = f'time() - oresundskraft_peak_power_timestamp_seconds{{{POINT_IS}, {USE}, tariff=~"$tariff"}} @ end()'
    limit = f'metering_point:oresundskraft_peak_power_limit_watts:current{{{POINT_IS}, {USE}, tariff=~"$tariff"}}'
    built = lines(
        "Load curve",
        "Mean power of each quarter or hour, drawn over its own period. Zoomed out, a step covers several readings: the thick line is their "
        "mean, the thin line the highest of them. Dots are the peaks that the tariffs pick in the current and the previous billing period, at "
        f"the start of their intervals. A limit is drawn if limits.yml sets one. {TRUE_TIME}",
        [
            query(_curve("avg_over_time", USE), "Mean", "mean"),
            query(_curve("max_over_time", USE), "Highest reading", "highest"),
            query(
                f"max by (tariff) ({peak} and ({since} > 0) and ({since} <= $__interval_ms / 1000))",
                "Peak of {{tariff}}",
                "peak",
            ),
            query(f"max(oresundskraft_subscribed_effect{{{POINT_IS}, {USE}}} @ end() > 0) * 1000", "Subscribed effect", "subscribed"),
            query(f"min({limit} @ end())", "Limit of peaks", "limit"),
        ],
        Watt,
        width=24,
        height=11,
        calcs=["max", "mean"],
        step="15m",
    )
    # Readings an hour apart have no gap between them, so the line is drawn through.
    built.line_interpolation(c.LineInterpolation.STEP_BEFORE).span_nulls(3_600_000).show_points(c.VisibilityMode.NEVER)
    # 31 days of quarter hours.
    built.max_data_points(3000)
    style(built, "mean", BLUE)
    style(built, "highest", "light-blue", width=0.5)
    style(built, "peak", RED, points=True)
    style(built, "subscribed", "orange", dashed=True)
    return style(built, "limit", "dark-red", dashed=True)


def _production():
    built = lines(
        "Production",
        f"Mean power fed in, separate from consumption. Empty if the metering point feeds in nothing. {TRUE_TIME}",
        [
            query(_curve("avg_over_time", PRODUCTION), "Mean", "mean"),
            query(_curve("max_over_time", PRODUCTION), "Highest reading", "highest"),
        ],
        Watt,
        calcs=["max", "mean"],
        height=9,
        step="15m",
    )
    built.line_interpolation(c.LineInterpolation.STEP_BEFORE).span_nulls(3_600_000).show_points(c.VisibilityMode.NEVER)
    built.max_data_points(3000).no_value("Nothing is fed in")
    style(built, "mean", GREEN)
    return style(built, "highest", "light-green", width=0.5)


def _hourly(kind):
    return f"max(max by ({POINT}) ({of_hour('avg_over_time', POWER, f'{POINT_IS}, {kind}')}))"


def _duration():
    shares = range(0, 101, 5)
    curve = " or ".join(
        f'label_replace(quantile_over_time({(100 - share) / 100:.2f}, ({_hourly(USE)})[$__range:1h]), "share", "{share:03d}", "", "")'
        for share in shares
    )
    built = columns_chart(
        "Duration curve",
        "Hourly power in descending order, by the percentage of hours in the time range that reach it: the highest hour is at 000, the lowest "
        f"at 100. A steep left end means that a few hours make the peak. {LATE} It needs remote write or imported history.",
        [rows(curve)],
        Watt,
        x="share",
        names={"Value": "Power", "share": "share"},
        sort="share",
    )
    return built.axis_label("Power at least").x_tick_label_spacing(50)


def _days():
    def energy(kind):
        return kilowatt_hours(READING, f"{POINT_IS}, {kind}", "microproduction", "sum_over_time({}[1d] offset -1d1ms)")

    built = by_day(
        "Energy by day",
        f"Energy of each day; energy fed in is drawn below zero. {LATE} The newest day or two are empty or incomplete. Beyond a change "
        "to or from summer time, days start an hour off; the exporter's own sums are exact.",
        [query(energy(USE), "Use", "use"), query(energy(PRODUCTION), "Production", "production")],
        width=24,
        calcs=["max", "mean", "sum"],
    )
    style(built, "use", BLUE)
    return style(built, "production", GREEN, below=True)


def _calendar():
    split = by_local("hour", f"100 + hour({LOCAL_HOUR})", _hourly(USE))
    return days_and_hours(
        "Hours of each day",
        f"Mean power of each hour, in Swedish time: one column a day, one row an hour. {TRUE_TIME}",
        [
            query(
                f'label_replace(last_over_time(({split})[1d:1h] offset -1d1ms), "hour", "$1", "hour", "1(..)")',
                "{{hour}}",
            )
        ],
        Watt,
    )


def _week():
    cell = f"1100 + 100 * ((day_of_week({LOCAL_HOUR}) + 6) % 7) + hour({LOCAL_HOUR})"
    mean = f"avg_over_time(({by_local('cell', cell, _hourly(USE))})[$__range:1h])"
    split = f'label_replace(label_replace({mean}, "weekday", "$1", "cell", "1(.).."), "hour", "$1", "cell", "1.(..)")'
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    built = listing(
        "Hours and weekdays",
        "Mean power of each hour of the week over the time range, in Swedish time: one row a weekday, one column an hour. Red cells are the "
        f"hours of highest consumption. {LATE} It needs remote write or imported history.",
        [rows(split)],
        [],
        width=24,
        height=9,
    )
    built.transformations(
        [
            transformation("sortBy", fields={}, sort=[{"field": "cell"}]),
            transformation("groupingToMatrix", columnField="hour", rowField="weekday", valueField="Value"),
        ]
    )
    built.unit(Watt).decimals(1)
    built.color_scheme(dashboard.FieldColor().mode(d.FieldColorModeId.CONTINUOUS_YL_RD))
    built.with_override(
        d.MatcherConfig(id_val="byType", options="number"),
        [
            d.DynamicConfigValue(id_val="custom.cellOptions", value={"type": "color-background", "mode": "basic"}),
            d.DynamicConfigValue(id_val="custom.minWidth", value=50),
            d.DynamicConfigValue(id_val="custom.align", value="center"),
        ],
    )
    return built.with_override(
        d.MatcherConfig(id_val="byType", options="string"),
        [
            d.DynamicConfigValue(id_val="displayName", value="Weekday"),
            d.DynamicConfigValue(id_val="custom.width", value=110),
            d.DynamicConfigValue(id_val="mappings", value=[says({str(number): (day, GREY) for number, day in enumerate(days, start=1)})]),
        ],
    )


def _peaks():
    by = f"{POINT}, tariff, period, rank"

    def each(metric):
        return once(metric, f'{POINT_IS}, tariff=~"$tariff"', by)

    return listing(
        "Peaks",
        f"The peaks that each tariff picks in the current and the previous billing period, and their times. {NEWEST} A correction can lower a peak.",
        [rows(each("oresundskraft_peak_power_watts"), "A"), rows(f"{each('oresundskraft_peak_power_timestamp_seconds')} * 1000", "B")],
        [
            Column("tariff", "Tariff"),
            Column("microproduction", "Kind", width=100, words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})]),
            Column("period", "Period", width=90, words=[says({"current": ("Current", GREY), "previous": ("Previous", GREY)})]),
            Column("rank", "Rank", width=70),
            Column("Value #A", "Peak", Watt),
            Column("Value #B", "At", DatetimeISO),
        ],
        sort="Peak",
        without=["metering_point", "delivery_category"],
    )


def _flow():
    flow = of_step("sum_over_time", READING, f'{POINT_IS}, {USE}, unit="m3"')
    built = lines(
        "Flow beside heat",
        "Flow of district heating or cooling in m³ per hour, on the right axis, beside its power. A large flow for little heat means that the "
        f"water is cooled poorly. It needs time_series_flow in the configuration. {TRUE_TIME}",
        [
            query(_curve("avg_over_time", USE), "Power", "power"),
            query(f"max({flow}) * 3600000 / $__interval_ms", "Flow", "flow"),
        ],
        Watt,
        height=9,
        step="1h",
        calcs=["max", "mean"],
    )
    style(built, "power", "orange")
    return style(built, "flow", BLUE, axis="right", unit="suffix:m³/h")


def _flow_of_heat():
    energy = kilowatt_hours(READING, f"{POINT_IS}, {USE}", "metering_point", "sum_over_time({}[$__range])")
    flow = f'sum by (metering_point) (max by ({POINT}) (sum_over_time({READING}{{{POINT_IS}, {USE}, unit="m3"}}[$__range])))'
    return numbers(
        "Flow per MWh",
        f"m³ of water per MWh of heat over the time range: the lower, the better the water is cooled. Empty if there is no flow. {LATE}",
        [now(f"{flow} / ({energy} / 1000)", "Flow")],
        CubicMeter,
        height=9,
        decimals=1,
    ).no_value("No flow")


def _invoices():
    def invoiced(kind):
        return kilowatt_hours("oresundskraft_invoiced_value", f"{POINT_IS}, {kind}", "month")

    def of_readings(kind):
        each = (with_month(f"sum by (metering_point) ({energy_of(name, f'{POINT_IS}, {kind}')})", name) for name in MONTHS)
        return f"sum by (month) ({' or '.join(each)})"

    return columns_chart(
        "Invoiced months and readings",
        "The invoiced energy of each month, beside the exporter's sum of its readings with all corrections, for this and last month and the same "
        "months a year before. An invoice arrives about two weeks after the month. invoiced.months sets the number of months, 13 by default. "
        f"{LATE}",
        [
            rows(invoiced(USE), "A"),
            rows(of_readings(USE), "B"),
            rows(invoiced(PRODUCTION), "C"),
            rows(of_readings(PRODUCTION), "D"),
        ],
        KiloWattHour,
        x="month",
        names={
            "Value #A": "Invoiced",
            "Value #B": "Readings",
            "Value #C": "Production invoiced",
            "Value #D": "Production by readings",
            "Value": "Invoiced",
        },
        sort="month",
        width=18,
    )
