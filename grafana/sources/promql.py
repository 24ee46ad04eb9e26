"""PromQL fragments that several dashboards use.

Two exporters may show the same metering point, and pushed series may carry labels of the receiver. So each series is first taken
once, by `max by (...)` over the labels that the exporter itself sets, and only then summed.
"""

POINT = "metering_point, delivery_category, microproduction"
"""The labels of a metering point."""

SELECTED = 'delivery_category=~"$category", metering_point=~"$metering_point"'
"""The selection by the variables of a dashboard for many metering points."""

SELECTED_OR_NONE = 'delivery_category=~"$category|", metering_point=~"$metering_point|"'
"""The same for alerts, some of which have no metering point."""

USE = 'microproduction="false"'
PRODUCTION = 'microproduction="true"'

IN_PROPERTY = f'on ({POINT}) oresundskraft_metering_point_info{{property=~"$property"}}'
"""For `and`: the metering points of the selected properties. With all selected, those without a property too."""

INFO = f"max by ({POINT}, name) (oresundskraft_metering_point_info)"


def once(metric, labels, by=POINT):
    """Each series of a metric once, however many exporters show it."""
    return f"max by ({by}) ({metric}{{{labels}}})"


def named(expression):
    """With the name of the metering point as the label `name`."""
    return f"({expression}) * on ({POINT}) group_left (name) {INFO}"


ENERGY = 'unit=~"Wh|kWh|MWh|GWh|J|kJ|MJ|GJ"'
"""The series of a metering point whose unit is an energy. Missing time is reported on the one in use."""


def energy_of_period(labels, by):
    """The energy of a period in kWh, over all units that a metering point used in it."""
    return f"sum by ({by}) ({once('oresundskraft_period_energy_joules', labels)}) / 3.6e6"


def energy_of(name, labels, where=""):
    """The energy of each metering point in a period, in kWh."""
    energy = once("oresundskraft_period_energy_joules", f'{labels}, period="{name}"')
    return f"({energy} / 3.6e6{where})"


FRESH = f"on ({POINT}) oresundskraft_timeseries_value"
"""For `and`: metering points that still get readings. The last twelve months of a removed one ended long ago."""

EMITTED = "metering_point:oresundskraft_emissions_kilograms:year"
"""Carbon dioxide of this and last year by scope, which emissions.yml computes from the factors in factors.yml."""

BEFORE = {
    "this_year": "last_year_to_date",
    "this_month": "same_month_last_year_to_date",
    "last_month": "last_month_last_year",
}
"""The period that each of the exporter's periods is compared with."""


def compared(name, labels, where=""):
    """The energies of a period and of the same period a year before, for metering points with both complete."""
    whole = f'on ({POINT}) oresundskraft_period_comparable{{period="{name}"}} == 1'
    one, other = energy_of(name, labels, where), energy_of(BEFORE[name], labels, where)
    return f"({one} and {whole} and on ({POINT}) {other})", f"({other} and {whole} and on ({POINT}) {one})"


def change(name, labels, by, where=""):
    """The change of a period from the same period a year before, as a share of the latter."""
    one, other = (f"sum by ({by}) ({sums})" for sums in compared(name, labels, where))
    return f"({one} / ({other} > 0) - 1)"


def kilowatt_hours(metric, labels, by, wrap="{}", where=""):
    """A sum of energy in kWh over series in kWh and MWh.

    `wrap` is put around each metric, for example `increase({}[1d])`, and `where` narrows each.
    """
    each = [
        "(max by ({}, unit{}) ({}){}{})".format(POINT, extra(by), wrap.format(f'{metric}{{{labels}, unit="{unit}"}}'), factor, where)
        for unit, factor in (("kWh", ""), ("MWh", " * 1000"))
    ]
    return "sum by ({}) ({})".format(by, " or ".join(each))


def extra(by):
    """The labels of `by` that are not labels of a metering point."""
    own = [label for label in by.split(", ") if label and label not in POINT.split(", ")]
    return "".join(f", {label}" for label in own)


def or_unknown(expression, present, by):
    """NaN where `expression` has no series but `present` has one: not known yet, which is not 0."""
    return f"({expression} or on ({by}) {present} * NaN)"


def of_step(function, metric, labels):
    """A function over the readings of one step of the graph.

    Readings are stamped with the end of their period. Up to Prometheus 2 a range includes both of its bounds, so the range is shifted by a
    millisecond to exclude the reading before it.
    """
    return f"{function}({metric}{{{labels}}}[$__interval] offset -1ms)"


def of_hour(function, metric, labels):
    """The same over the hour that ends now, for subqueries with a step of an hour."""
    return f"{function}({metric}{{{labels}}}[1h] offset -1ms)"


def _summer(at):
    """1 in Swedish summer time, else 0.

    Summer time lasts from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. An hour earlier these are
    midnights, and month * 100 + day - weekday (Sunday is 0) is from 325 to 1024 exactly during summer time.
    """
    hour_before = f"vector({at} - 3600)"
    number = f"month({hour_before}) * 100 + day_of_month({hour_before}) - day_of_week({hour_before})"
    return f"(abs({number} - 674.5) < bool 350)"


LOCAL_HOUR = f"(vector(time()) + 3600 * {_summer('time() - 3600')})"
"""Start of the hour that ends now, in Swedish time (UTC+1, in summer UTC+2), as seconds that PromQL's `hour()` and others read."""

_LOCAL_NOW = f"(vector(time() + 3600) + 3600 * {_summer('time()')})"
_IN_LAST_MONTH = f"({_LOCAL_NOW} - 86400 * day_of_month({_LOCAL_NOW}))"


def _month_number(at):
    return f"100 * year({at}) + month({at})"


MONTHS = {
    "this_month": _month_number(_LOCAL_NOW),
    "last_month": _month_number(_IN_LAST_MONTH),
    "same_month_last_year": f"{_month_number(_LOCAL_NOW)} - 100",
    "last_month_last_year": f"{_month_number(_IN_LAST_MONTH)} - 100",
}
"""The months of the exporter's periods in Swedish time, as numbers like 202611."""


def with_month(expression, period):
    """Adds the month of a period as the label `month`, in the form of invoiced months: 2026-11."""
    month = f'label_replace(count_values("month", {MONTHS[period]}), "month", "$1-$2", "month", "(....)(..)")'
    return f"({expression}) * on () group_left (month) {month}"


def by_local(label, number, expression):
    """Splits hourly values by a number of their Swedish hour: weekday, hour or month, as a label of three or more digits."""
    return f'({expression}) * on () group_left ({label}) count_values("{label}", {number})'
