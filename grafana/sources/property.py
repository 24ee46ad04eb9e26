"""Properties: the energy that each uses, in total and per square metre, and their ranking."""

from .annotations import annotations
from .kit import *
from .promql import *

CHOSEN = f'delivery_category=~"$category", {USE}'
OF = f'max by ({POINT}, property) (oresundskraft_metering_point_info{{{CHOSEN}, property=~"$property", property!=""}})'
AREA = 'max by (property) (oresundskraft_property_area_square_meters{property=~"$property"})'
WITHOUT = f'{CHOSEN}, property=""'
LIVING = f" and {FRESH}"
KNOWN = f"group by (property) ({OF})"
YEAR = "the twelve months up to the newest whole day"
HEATED = "Areas come from `properties` in the exporter's configuration; a property without an area has no value here."
WHOLE = "A metering point with less than twelve months of readings has no sum for them, which makes the value of its property too low."


def build():
    board = frame(
        "oresundskraft-property",
        "Öresundskraft: property",
        "Energy of properties, in total and per square metre of heated area, and their ranking. `facts` in the exporter's configuration, or else "
        f"the API, assign metering points to properties. {LATE}",
        [category(), property_name("oresundskraft_metering_point_info"), currency(), top()],
        annotations(('delivery_category=~"$category"', f" and {IN_PROPERTY}"), ', delivery_category=~"$category|"'),
        "now-30d",
        refresh="15m",
    )
    for panel in _totals():
        board.with_panel(panel)
    board.with_panel(_table())
    board.with_row(row("Ranking"))
    board.with_panel(_per_square_meter()).with_panel(_largest()).with_panel(_risen())
    board.with_row(row("Categories"))
    board.with_panel(_categories()).with_panel(_categories_by_area())
    board.with_row(row("Carbon dioxide"))
    board.with_panel(_emissions())
    board.with_row(row("Power and its charges"))
    board.with_panel(_charges())
    board.with_row(row("Metering points"))
    board.with_panel(_points())
    return board


def _of(name, where="", by="property"):
    """The energy of properties in a period, in kWh."""
    return f"sum by ({by}) ({energy_of(name, CHOSEN, where)} * on ({POINT}) group_left (property) {OF})"


def _change(name, by="property"):
    one, other = (f"sum{f' by ({by})' if by else ''} ({sums} * on ({POINT}) group_left (property) {OF})" for sums in compared(name, CHOSEN))
    return f"({one} / ({other} > 0) - 1)"


YEARLY = _of("rolling_year", LIVING)
BY_AREA = f"{YEARLY} / on (property) {AREA}"


def _totals():
    return [
        numbers(
            "Properties", "The number of properties that have a metering point.", [now(f"count({KNOWN})", "Properties")], Short, width=4
        ),
        numbers(
            "Heated area",
            f"The total area of the selected properties. {HEATED}",
            [now(f"sum({AREA})", "Area")],
            SquareMeters,
            width=4,
        ),
        numbers(
            "Last twelve months",
            f"Energy used by all properties in {YEAR}. {WHOLE}",
            [now(f"sum({YEARLY})", "Energy")],
            KiloWattHour,
            width=4,
        ),
        numbers(
            "Per square metre",
            f"Energy of {YEAR} per square metre, over the properties that have an area. {HEATED} {WHOLE}",
            [now(f"sum({YEARLY} and on (property) {AREA}) / sum({AREA} and on (property) {YEARLY})", "Energy")],
            KWH_BY_AREA,
            width=4,
            decimals=1,
        ),
        numbers(
            "Against last year",
            "Change of this year's use from last year's up to the same time, over metering points for which both are known. Not corrected for the "
            f"weather. {NEWEST}",
            [now(f"{_change('this_year', '')} or vector(NaN)", "Change")],
            PercentUnit,
            width=4,
            colours=MORE_OR_LESS,
            words=[says_unknown("Not known")],
            decimals=1,
        ),
        numbers(
            "Without a property",
            "Consuming metering points without a property: assign one in `facts` of the exporter's configuration.",
            [now(f"count({once('oresundskraft_metering_point_info', WITHOUT)}) or vector(0)", "Without")],
            Short,
            width=4,
            colours=steps(GREEN, (1, YELLOW)),
        ),
    ]


def _table():
    count = f"count by (property) ({OF})"
    whole = f"count by (property) ({energy_of('rolling_year', CHOSEN, LIVING)} * on ({POINT}) group_left (property) {OF})"

    def column(expression, ref):
        among = f"and on (property) topk($top, {YEARLY} or {KNOWN} * 0)"
        return rows(f"{or_unknown(expression, KNOWN, 'property')} {among}", ref)

    unknown = [says_unknown("–")]
    return listing(
        "Properties",
        f"Energy used by each property. Changes cover the metering points for which both years are known. {HEATED} {WHOLE} {NEWEST}",
        [
            column(AREA, "A"),
            column(count, "B"),
            column(whole, "C"),
            column(YEARLY, "D"),
            column(BY_AREA, "E"),
            column(_of("this_year"), "F"),
            column(_change("this_year"), "G"),
            column(_of("last_month"), "H"),
            column(_change("last_month"), "I"),
            column(_of("last_year"), "J"),
        ],
        [
            Column("property", "Property"),
            Column("Value #A", "Area", SquareMeters, words=[says_unknown("Not set")]),
            Column("Value #B", "Metering points", Short, width=130),
            Column("Value #C", "With twelve months", Short, width=150, words=unknown),
            Column("Value #D", "Twelve months", KiloWattHour, words=unknown),
            Column("Value #E", "Per square metre", KWH_BY_AREA, words=unknown, decimals=1),
            Column("Value #F", "This year", KiloWattHour, words=unknown),
            Column("Value #G", "Against last year", PercentUnit, colours=MORE_OR_LESS, words=unknown, decimals=1),
            Column("Value #H", "Last month", KiloWattHour, words=unknown),
            Column("Value #I", "Against a year before", PercentUnit, colours=MORE_OR_LESS, words=unknown, decimals=1),
            Column("Value #J", "Last year", KiloWattHour, words=unknown),
        ],
        width=24,
        sort="Twelve months",
    )


def _per_square_meter():
    return ranking(
        "Energy per square metre",
        f"Energy of {YEAR} per square metre of heated area, highest first. {HEATED} {WHOLE}",
        [now(f"sort_desc(topk($top, {BY_AREA}))", "{{property}}")],
        KWH_BY_AREA,
        width=8,
    )


def _largest():
    return ranking(
        "Energy in twelve months",
        f"Energy used in {YEAR}. {WHOLE}",
        [now(f"sort_desc(topk($top, {YEARLY}))", "{{property}}")],
        KiloWattHour,
        width=8,
    )


def _risen():
    return ranking(
        "This year against last year",
        "This year as a share of last year up to the same time, over metering points for which both are known: above 100 %, use has risen. "
        f"Not corrected for the weather. {NEWEST}",
        [now(f"sort_desc(topk($top, {or_unknown(_change('this_year') + ' + 1', KNOWN, 'property')}))", "{{property}}")],
        PercentUnit,
        width=8,
        words=[says_unknown("Not known")],
    )


def _categories():
    by = "property, delivery_category"
    return matrix_chart(
        "Energy by category",
        f"Energy used by the largest properties in {YEAR}, by delivery category. {WHOLE}",
        [rows(f"{_of('rolling_year', LIVING, by)} and on (property) topk($top, {YEARLY})")],
        KiloWattHour,
        x="property",
        series="delivery_category",
        stacked=True,
    )


def _categories_by_area():
    by = "property, delivery_category"
    return matrix_chart(
        "Energy per square metre by category",
        f"The same per square metre of heated area. {HEATED} {WHOLE}",
        [
            rows(
                f"{_of('rolling_year', LIVING, by)} / on (property) group_left () {AREA} and on (property) topk($top, {BY_AREA})",
            )
        ],
        KWH_BY_AREA,
        x="property",
        series="delivery_category",
        stacked=True,
    )


def _emissions():
    by = "property, year"

    def emitted(scope):
        each = f'max by ({POINT}, property, year) ({EMITTED}{{delivery_category=~"$category", property=~"$property", property!="", scope="{scope}"}})'
        return f"sum by ({by}) ({each})"

    known = f"({emitted('2')} or {emitted('3')}) * 0"
    unknown = [says_unknown("–")]
    return listing(
        "Carbon dioxide by property and year",
        f"Scope 2 is {SCOPES['2']}; scope 3 is {SCOPES['3']}. The two are kept apart, as in reports. {FACTORS} {HEATED}",
        [
            rows(or_unknown(emitted("2"), known, by), "A"),
            rows(or_unknown(emitted("3"), known, by), "B"),
            rows(or_unknown(f"{emitted('2')} / on (property) group_left () {AREA}", known, by), "C"),
            rows(or_unknown(f"{emitted('3')} / on (property) group_left () {AREA}", known, by), "D"),
        ],
        [
            Column("property", "Property"),
            Column("year", "Year", width=80),
            Column("Value #A", "Scope 2", CO2, words=unknown, decimals=0),
            Column("Value #B", "Scope 3", CO2, words=unknown, decimals=0),
            Column("Value #C", "Scope 2 per square metre", CO2_BY_AREA, words=unknown, decimals=2),
            Column("Value #D", "Scope 3 per square metre", CO2_BY_AREA, words=unknown, decimals=2),
        ],
        width=24,
        height=7,
        sort="Scope 2",
        empty=NO_FACTOR,
    )


def _charges():
    by = f"{POINT}, tariff"

    def each(metric, period, aggregate, labels=""):
        values = once(metric, f'{CHOSEN}, period="{period}"{labels}', by)
        return f"{aggregate} by (property, tariff) ({values} * on ({POINT}) group_left (property) {OF})"

    def column(values, ref):
        return rows(or_unknown(values, known, "property, tariff"), ref)

    peak, charge = "oresundskraft_peak_power_watts", "oresundskraft_power_charge"
    known = f"({each(peak, 'current', 'max')} or {each(peak, 'previous', 'max')})"
    unknown, priced = [says_unknown("–")], ', currency="$currency"'
    return listing(
        "Power and its charges",
        "For each property and tariff: the highest peak of any single metering point, and the charge for the peaks of all its metering points in "
        "$currency, in the current and the previous billing period. Tariffs may be alternatives to each other: do not add them up. A forecast, not "
        f"a bill: it is based on the readings so far. {LATE}",
        [
            column(each(peak, "current", "max"), "A"),
            column(each(peak, "previous", "max"), "B"),
            column(each(charge, "current", "sum", priced), "C"),
            column(each(charge, "previous", "sum", priced), "D"),
        ],
        [
            Column("property", "Property"),
            Column("tariff", "Tariff"),
            Column("Value #A", "Highest peak", Watt, words=unknown),
            Column("Value #B", "Previous period", Watt, words=unknown),
            Column("Value #C", "Charge so far", LocaleFormat, words=unknown, decimals=0),
            Column("Value #D", "Previous charge", LocaleFormat, words=unknown, decimals=0),
        ],
        width=24,
        height=8,
        sort="Charge so far",
    )


def _points():
    facts = OF.replace("property)", "property, name, network, cost_center)", 1)
    known = f"max by ({POINT}) ({facts})"

    def column(name, ref, where=""):
        energy = energy_of(name, CHOSEN, where)
        largest = f"topk($top, {energy_of('rolling_year', CHOSEN, LIVING)} or {known} * 0)"
        value = f"({or_unknown(energy, known, POINT)} and on ({POINT}) {largest})"
        return rows(f"{value} * on ({POINT}) group_left (name, property, network, cost_center) {facts}", ref)

    unknown = [says_unknown("–")]
    return listing(
        "Metering points of the properties",
        f"The metering points that use the most, with the property, network and cost centre that the exporter's configuration or the API gives them. {NEWEST}",
        [column("rolling_year", "A", LIVING), column("this_year", "B"), column("this_month", "C"), column("last_month", "D")],
        [
            name_column(),
            Column("property", "Property"),
            Column("delivery_category", "Category", width=90),
            Column("network", "Network"),
            Column("cost_center", "Cost centre"),
            Column("Value #A", "Twelve months", KiloWattHour, words=unknown),
            Column("Value #B", "This year", KiloWattHour, words=unknown),
            Column("Value #C", "This month", KiloWattHour, words=unknown),
            Column("Value #D", "Last month", KiloWattHour, words=unknown),
        ],
        width=24,
        height=10,
        sort="Twelve months",
        without=["microproduction"],
    )
