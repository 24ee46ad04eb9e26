"""The peaks and charges of the power tariffs, and a ranking of metering points."""

from .annotations import annotations
from .kit import *
from .promql import *

CHOSEN = f'{SELECTED}, tariff=~"$tariff"'
PRICED = f'{CHOSEN}, currency="$currency"'
BY = f"{POINT}, tariff"
FORECAST = f"A forecast, not a bill: it is based on the readings so far. {LATE}"


def build():
    board = frame(
        "oresundskraft-power-tariff",
        "Öresundskraft: power tariff",
        f"Peaks, billed power and charges of the configured tariffs. Periods are months, or years if the tariff says so. {FORECAST}",
        [category(), metering_point(), tariff(), currency(), top()],
        annotations((CHOSEN, ""), f", {SELECTED_OR_NONE}"),
        "now-30d",
    )
    for panel in _totals():
        board.with_panel(panel)
    board.with_row(row("Peaks"))
    board.with_panel(_peaks()).with_panel(_growth())
    board.with_row(row("Bill"))
    board.with_panel(_bill()).with_panel(_next())
    board.with_row(row("Ranking"))
    board.with_panel(_ranking()).with_panel(_charges()).with_panel(_risen())
    return board


def _billed(period):
    return once("oresundskraft_billed_power_watts", f'{CHOSEN}, period="{period}"', BY)


def _charge(period):
    return once("oresundskraft_power_charge", f'{PRICED}, period="{period}"', BY)


def _most():
    """The metering points with the highest billed power; until the first reading of a period arrives, by the previous one."""
    return f"topk($top, {_billed('current')} or {_billed('previous')})"


def _totals():
    current, previous = (f"sum by (tariff) ({_charge(period)})" for period in ("current", "previous"))
    known = f"({current} or {previous})"
    return [
        numbers(
            "Charge so far ($currency)",
            f"The charge for the peaks of the current period, by each tariff, for all selected metering points. {FORECAST}",
            [now(or_unknown(current, known, "tariff"), "{{tariff}}")],
            LocaleFormat,
            words=[says_unknown()],
            decimals=0,
        ),
        numbers(
            "Charge of the previous period ($currency)",
            "The same for the previous period. Corrections can still change it.",
            [now(or_unknown(previous, known, "tariff"), "{{tariff}}")],
            LocaleFormat,
            words=[says_unknown("None")],
            decimals=0,
        ),
        numbers(
            "Against the previous period",
            f"The charge so far, as a share of the whole previous period's. {FORECAST}",
            [now(or_unknown(f"{current} / {previous}", known, "tariff"), "{{tariff}}")],
            PercentUnit,
            colours=steps(GREEN, (1, YELLOW), (1.1, RED)),
            words=[says_unknown()],
        ),
        numbers(
            "Peaks above their limit",
            f"The number of peaks of the current period above the limit that limits.yml sets. 0 if no limit is set. {NEWEST}",
            [
                now(
                    f"count(metering_point:oresundskraft_peak_power_watts:current{{{CHOSEN}}} > "
                    f"metering_point:oresundskraft_peak_power_limit_watts:current{{{CHOSEN}}}) or vector(0)",
                    "Above",
                )
            ],
            Short,
            colours=steps(GREEN, (1, RED)),
        ),
    ]


def _kind():
    return Column("microproduction", "Kind", width=100, words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})])


def _period():
    return Column("period", "Period", width=90, words=[says({"current": ("Current", YELLOW), "previous": ("Previous", GREY)})])


def _peaks():
    by = f"{BY}, period, rank"

    def each(metric, factor=""):
        return named(f"({once(metric, CHOSEN, by)}{factor}) and on ({BY}) {_most()}")

    return listing(
        "Peaks of each tariff",
        "The peaks that each tariff picks in the current and the previous period, with the start of their intervals, for the metering points "
        f"with the highest billed power. A tariff with weights shows weighted power. {NEWEST} A correction can lower a peak.",
        [rows(each("oresundskraft_peak_power_watts"), "A"), rows(each("oresundskraft_peak_power_timestamp_seconds", " * 1000"), "B")],
        [
            name_column(),
            Column("delivery_category", "Category", width=90),
            _kind(),
            Column("tariff", "Tariff"),
            _period(),
            Column("rank", "Rank", width=70),
            Column("Value #A", "Peak", Watt),
            Column("Value #B", "At", DatetimeISO),
        ],
        width=14,
        height=11,
        sort="Peak",
    )


def _growth():
    billed = f"({_billed('current')} or {_billed('previous')})"
    largest = billed.replace("})", "} @ end())")
    return lines(
        "Billed power over time",
        "Billed power as known at each time, for the ten highest. It moves when a new peak arrives, a day late, and starts again with each "
        "period; until the first reading of a period arrives, it is that of the previous period.",
        [query(named(f"{billed} and on ({BY}) topk(10, {largest})"), "{{name}}, {{tariff}}")],
        Watt,
        width=10,
        height=11,
    )


def _bill():
    def column(expression, ref, fallback):
        return rows(named(f"{or_unknown(expression, fallback, BY)} and on ({BY}) {_most()}"), ref)

    either = f"({_billed('current')} or {_billed('previous')})"
    now_kw, then_kw, now_kr, then_kr = _billed("current"), _billed("previous"), _charge("current"), _charge("previous")
    return listing(
        "Billed power and charge ($currency)",
        "The billed power of each tariff, which is the mean of its peaks, and the charge for it, beside the previous period. Tariffs without a "
        f"price in $currency have no charge. {FORECAST}",
        [
            column(now_kw, "A", either),
            column(then_kw, "B", either),
            column(f"{now_kw} / {then_kw}", "C", either),
            column(now_kr, "D", either),
            column(then_kr, "E", either),
        ],
        [
            name_column(),
            Column("delivery_category", "Category", width=90),
            _kind(),
            Column("tariff", "Tariff"),
            Column("Value #A", "Billed power", Watt, words=[says_unknown()]),
            Column("Value #B", "Previous period", Watt, words=[says_unknown("None")]),
            Column("Value #C", "Ratio", PercentUnit, colours=steps(GREEN, (1, YELLOW), (1.1, RED)), words=[says_unknown("–")]),
            Column("Value #D", "Charge", LocaleFormat, words=[says_unknown("–")], decimals=0),
            Column("Value #E", "Previous charge", LocaleFormat, words=[says_unknown("–")], decimals=0),
        ],
        width=24,
        height=10,
        sort="Billed power",
    )


def _next():
    known = f"({_charge('current')} or {_charge('previous')})"
    billed = f"({_billed('current')} or {_billed('previous')})"
    price = f"{known} / ({billed} / 1000)"

    def peaks(aggregate):
        def of(period):
            peak = once("oresundskraft_peak_power_watts", f'{CHOSEN}, period="{period}"', f"{BY}, rank")
            return f"{aggregate} by ({BY}) ({peak})"

        return f"({of('current')} or {of('previous')})"

    among = f"and on ({BY}) topk($top, {known})"
    return listing(
        "What the next kW costs ($currency)",
        "The charge that one more kW adds: in all of the peaks, or in a single hour that is already one of them. An hour below the lowest peak "
        "is free once there are as many peaks as the tariff counts. Based on the price of the peaks so far, or of the previous period until the "
        f"first reading arrives. A tariff with weights counts weighted power. {FORECAST}",
        [
            rows(named(f"{price} {among}"), "A"),
            rows(named(f"{price} / {peaks('count')} {among}"), "B"),
            rows(named(f"{peaks('min')} {among}"), "C"),
            rows(named(f"{peaks('count')} {among}"), "D"),
        ],
        [
            name_column(),
            Column("tariff", "Tariff"),
            Column("Value #A", "A kW in all peaks", LocaleFormat, decimals=2),
            Column("Value #B", "A kW in one hour", LocaleFormat, decimals=2),
            Column("Value #C", "Free below", Watt),
            Column("Value #D", "Peaks", Short, width=80),
        ],
        width=24,
        height=9,
        sort="A kW in one hour",
        without=["delivery_category", "microproduction"],
    )


def _ranking():
    return ranking(
        "Highest billed power",
        f"The metering points with the highest billed power; until the first reading of a period arrives, by the previous period. {NEWEST}",
        [now(f"sort_desc({named(_most())})", "{{name}}, {{tariff}}")],
        Watt,
        width=8,
        height=12,
    )


def _charges():
    most = f"topk($top, {_charge('current')} or {_charge('previous')})"
    return ranking(
        "Highest charge ($currency)",
        f"The metering points whose peaks cost the most; until the first reading of a period arrives, by the previous period. {FORECAST}",
        [now(f"sort_desc({named(most)})", "{{name}}, {{tariff}}")],
        LocaleFormat,
        width=8,
        height=12,
    )


def _risen():
    share = or_unknown(f"{_billed('current')} / {_billed('previous')}", _billed("previous"), BY)
    return ranking(
        "Largest increase",
        f"Billed power as a share of the previous period's. Its alert fires above the limit in limits.yml, 110 % by default. {FORECAST}",
        [now(f"sort_desc({named(f'topk($top, {share})')})", "{{name}}, {{tariff}}")],
        PercentUnit,
        width=8,
        height=12,
        words=[says_unknown()],
    )
