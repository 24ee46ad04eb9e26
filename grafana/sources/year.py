"""Months and years beside earlier ones: the figures that an energy manager reports, and the largest increases."""

from .annotations import annotations
from .kit import *
from .promql import *

CHOSEN = f"{SELECTED}, {USE}"
WHERE = f" and {IN_PROPERTY}"
LIVING = f"{WHERE} and {FRESH}"
CATEGORY = "delivery_category"
KNOWN = f"group by (delivery_category) ({once('oresundskraft_metering_point_info', CHOSEN)}{WHERE})"
LIKE_WITH_LIKE = (
    "The comparison covers only metering points that miss at most 1 % of either period (oresundskraft_period_comparable). "
    "Not corrected for the weather."
)


def build():
    board = frame(
        "oresundskraft-year",
        "Öresundskraft: year",
        "Months and years beside those a year before: this year so far, the last twelve months, and the largest increases. "
        f"The sums are the exporter's own, by Swedish days, and include every correction. {LATE}",
        [category(), property_name(), metering_point(), top()],
        annotations((SELECTED, WHERE), f", {SELECTED_OR_NONE}"),
        "now-1y",
        refresh="15m",
    )
    for panel in _sums():
        board.with_panel(panel)
    board.with_row(row("Months"))
    board.with_panel(_months()).with_panel(_pairs())
    board.with_row(row("Year to date, and the last twelve months"))
    board.with_panel(_to_date()).with_panel(_rolling())
    board.with_panel(_by_category())
    board.with_row(row("Carbon dioxide"))
    for panel in _emissions():
        board.with_panel(panel)
    board.with_row(row("Metering points"))
    board.with_panel(_points()).with_panel(_moved("Largest increases", 1)).with_panel(_moved("Largest decreases", -1))
    return board


def _sum(name, where=WHERE):
    """The use of a period by category; NaN where it is not known."""
    return or_unknown(f"sum by ({CATEGORY}) ({energy_of(name, CHOSEN, where)})", KNOWN, CATEGORY)


def _sums():
    def energy(title, about, name, where=WHERE):
        return numbers(
            title,
            f"Energy used, by delivery category. {about} Production is not included. {NEWEST}",
            [now(_sum(name, where), "{{delivery_category}}")],
            KiloWattHour,
            width=4,
            height=5,
            words=[says_unknown("Not known")],
        )

    def points(comparable):
        each = once("oresundskraft_period_comparable", f'{CHOSEN}, period="this_year"')
        return f"count(({each}{WHERE}) == {comparable}) or vector(0)"

    return [
        energy("This year", "From 1 January up to the newest readings.", "this_year"),
        energy(
            "Last year, up to the same time",
            "From 1 January of last year up to the clock time at which each metering point's newest reading ends, a year back.",
            "last_year_to_date",
        ),
        numbers(
            "Against last year",
            f"Change of this year's use from last year's up to the same time. {LIKE_WITH_LIKE} {NEWEST}",
            [now(or_unknown(change("this_year", CHOSEN, CATEGORY, WHERE), KNOWN, CATEGORY), "{{delivery_category}}")],
            PercentUnit,
            width=4,
            height=5,
            colours=MORE_OR_LESS,
            words=[says_unknown("Not known")],
            decimals=1,
        ),
        energy(
            "Last twelve months",
            "The twelve months up to the newest whole day, of each metering point that still gets readings.",
            "rolling_year",
            LIVING,
        ),
        energy("Last year", "From 1 January to 31 December.", "last_year"),
        numbers(
            "Comparable with last year",
            "The number of metering points that miss at most 1 % both of this year and of last year up to the same time; and the number that miss more.",
            [now(points(1), "Comparable"), now(points(0), "Not", "B")],
            Short,
            width=4,
            height=5,
        ),
    ]


def _months():
    split = 'label_replace(label_replace({}, "year", "$1", "month", "(....)-.."), "month", "$1", "month", "....-(..)")'
    energy = kilowatt_hours("oresundskraft_invoiced_value", CHOSEN, "month", where=WHERE)
    return matrix_chart(
        "Invoiced months by year",
        "The invoiced consumption of each month, one colour a year, summed over the selection. An invoice arrives about two weeks after the month; "
        "until all metering points are invoiced, the sum of a month is too low. The exporter shows 13 months by default; with invoiced.months: 25 "
        "in its configuration, each month has last year's beside it.",
        [rows(split.format(energy))],
        KiloWattHour,
        x="month",
        series="year",
        width=14,
        height=10,
    )


def _beside(title, description, columns, width):
    """The use of periods by category, side by side."""
    return columns_chart(
        title,
        description,
        [rows(_sum(name), ref) for ref, name in zip("ABCD", columns)],
        KiloWattHour,
        x=CATEGORY,
        names={f"Value #{ref}": heading for ref, heading in zip("ABCD", columns.values())},
        sort=CATEGORY,
        width=width,
        height=10,
    )


def _pairs():
    return _beside(
        "This and last month beside last year's",
        "Sums of readings by category: this month so far beside the same month of last year up to the same time, and last month beside the same "
        f"month a year before. {NEWEST}",
        {
            "last_month_last_year": "Last month, a year before",
            "last_month": "Last month",
            "same_month_last_year_to_date": "This month so far, a year before",
            "this_month": "This month so far",
        },
        10,
    )


def _to_date():
    return _beside(
        "Year to date",
        f"This year so far beside last year up to the same time, and the whole of last year. {NEWEST}",
        {"last_year": "Last year", "last_year_to_date": "Last year, up to the same time", "this_year": "This year"},
        10,
    )


def _rolling():
    built = lines(
        "Rolling twelve months",
        "The sum of the twelve months before each point in time, as known then. It always covers all seasons, so it rises and falls only with the "
        "use. It reaches as far back as Prometheus has scraped the exporter.",
        [query(f"sum by ({CATEGORY}) ({energy_of('rolling_year', CHOSEN, LIVING)})", "{{delivery_category}}")],
        KiloWattHour,
        width=14,
        height=10,
        calcs=["min", "max", "lastNotNull"],
        step="1h",
    )
    return built


def _emissions():
    by = "delivery_category, network, year"

    def emitted(scope):
        each = once(EMITTED, f'{SELECTED}, scope="{scope}"', f"{POINT}, network, year")
        return f"sum by ({by}) ({each}{WHERE})"

    def chart(scope):
        named_place = f'label_join({emitted(scope)}, "place", " ", "delivery_category", "network")'
        return matrix_chart(
            f"Scope {scope} by category and network",
            f"Carbon dioxide equivalents of the energy used, scope {scope}: {SCOPES[scope]}. One colour a year. {FACTORS}",
            [rows(named_place)],
            CO2,
            x="place",
            series="year",
            width=6,
        ).no_value(NO_FACTOR)

    energy = (
        f"sum by ({by}) (max by ({POINT}, network, year) (metering_point:oresundskraft_energy_kilowatt_hours:year{{{SELECTED}}}){WHERE})"
    )
    unknown = [says_unknown("No factor")]
    return [
        chart("2"),
        chart("3"),
        listing(
            "Carbon dioxide by category, network and year",
            f"Scope 2 is {SCOPES['2']}; scope 3 is {SCOPES['3']}. The two are kept apart, as in reports. {FACTORS}",
            [
                rows(energy, "A"),
                rows(or_unknown(emitted("2"), energy, by), "B"),
                rows(or_unknown(emitted("3"), energy, by), "C"),
            ],
            [
                Column(CATEGORY, "Category", width=80),
                Column("network", "Network"),
                Column("year", "Year", width=60),
                Column("Value #A", "Energy", KiloWattHour),
                Column("Value #B", "Scope 2", CO2, words=unknown, decimals=0),
                Column("Value #C", "Scope 3", CO2, words=unknown, decimals=0),
            ],
            width=12,
        ),
        listing(
            "Emission factors",
            "The factors in factors.yml, in grams of carbon dioxide equivalents per kWh, with their sources. A factor for a network and year takes "
            "precedence, then one for the network, then one for the year, then the one with neither.",
            [
                rows(
                    'max by (delivery_category, network, scope, year, source) (factor:oresundskraft_emissions_grams_per_kilowatt_hour:set{delivery_category=~"$category"})'
                )
            ],
            [
                Column(CATEGORY, "Category", width=90),
                Column("network", "Network"),
                Column("scope", "Scope", width=80),
                Column("year", "Year", width=80),
                Column("Value", "Grams per kWh", Short, decimals=1),
                Column("source", "Source"),
            ],
            width=24,
            height=5,
            empty=NO_FACTOR,
        ),
    ]


COLUMNS = [
    ("this_year", "This year"),
    ("last_year_to_date", "Last year to date"),
    ("change this_year", "Change"),
    ("this_month", "This month"),
    ("same_month_last_year_to_date", "A year before"),
    ("change this_month", "Change this month"),
    ("last_month", "Last month"),
    ("last_month_last_year", "A year before it"),
    ("change last_month", "Change last month"),
    ("rolling_year", "Twelve months"),
]


def _table(title, description, labels, by, present, columns, among="", **options):
    """Periods and their changes from a year before, one row for each value of the labels `by`."""
    queries = []
    for ref, (name, _) in zip("ABCDEFGHIJ", COLUMNS):
        kind, _, of = name.rpartition(" ")
        where = LIVING if of == "rolling_year" else WHERE
        value = change(of, labels, by, where) if kind else f"sum by ({by}) ({energy_of(of, labels, where)})"
        known = f"{or_unknown(value, present, by)}{among}"
        queries.append(rows(named(known) if POINT in by else known, ref))
    return listing(
        title,
        description,
        queries,
        columns
        + [
            Column(f"Value #{ref}", heading, PercentUnit, colours=MORE_OR_LESS, words=[says_unknown("–")], decimals=1)
            if name.startswith("change")
            else Column(f"Value #{ref}", heading, KiloWattHour, words=[says_unknown("–")])
            for ref, (name, heading) in zip("ABCDEFGHIJ", COLUMNS)
        ],
        width=24,
        **options,
    )


def _by_category():
    by = f"{CATEGORY}, microproduction"
    labels = f'{SELECTED}, microproduction=~".*"'
    return _table(
        "Use and production by category",
        f"Use and production apart. Sums cover all metering points; changes cover those that can be compared. {LIKE_WITH_LIKE} {NEWEST}",
        labels,
        by,
        f"group by ({by}) ({once('oresundskraft_metering_point_info', labels)}{WHERE})",
        [
            Column(CATEGORY, "Category", width=80),
            Column("microproduction", "Kind", width=90, words=[says({"false": ("Use", GREY), "true": ("Production", GREEN)})]),
        ],
        height=7,
    )


def _points():
    largest = f"topk($top, {energy_of('rolling_year', CHOSEN, LIVING)} or {energy_of('this_year', CHOSEN, WHERE)})"
    return _table(
        "Metering points",
        f"The metering points that use the most: this year, this month and last month beside the same periods a year before. {LIKE_WITH_LIKE} {NEWEST}",
        CHOSEN,
        POINT,
        f"max by ({POINT}) (oresundskraft_metering_point_info{{{CHOSEN}}})",
        [name_column(), Column(CATEGORY, "Category", width=80)],
        among=f" and on ({POINT}) {largest}",
        height=10,
        sort="Twelve months",
        without=["microproduction"],
    )


def _moved(title, sign):
    one, other = compared("this_year", CHOSEN, WHERE)
    difference = f"{one} - {other}" if sign > 0 else f"{other} - {one}"
    return ranking(
        title,
        f"The {'increase' if sign > 0 else 'decrease'} of this year's use from last year's up to the same time, by metering point. "
        f"{LIKE_WITH_LIKE} {NEWEST}",
        [now(f"sort_desc({named(f'topk($top, {difference} > 0)')})", "{{name}}")],
        KiloWattHour,
    )
