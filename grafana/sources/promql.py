"""Pieces of PromQL that several dashboards use.

Two exporters may show the same metering point, and the pushed series may carry labels of the receiver. So whatever is summed is
first taken once for each series by `max by (...)`, on the labels that the exporter itself sets.
"""

POINT = "metering_point, delivery_category, microproduction"
"""The labels of a metering point."""

SELECTED = 'delivery_category=~"$category", metering_point=~"$metering_point"'
"""What the variables of a dashboard for many metering points choose."""

USE = 'microproduction="false"'
PRODUCTION = 'microproduction="true"'

INFO = f"max by ({POINT}, name) (oresundskraft_metering_point_info)"


def once(metric, labels, by=POINT):
    """Each series of a metric once, however many exporters show it."""
    return f"max by ({by}) ({metric}{{{labels}}})"


def named(expression):
    """With the name of the metering point as the label `name`."""
    return f"({expression}) * on ({POINT}) group_left (name) {INFO}"


ENERGY = 'unit=~"Wh|kWh|MWh|GWh|J|kJ|MJ|GJ"'
"""The series of a metering point whose unit is an energy; what is missing is shown on the one in use."""


def energy_of_period(labels, by):
    """The energy of a period in kWh, over all units that a metering point has had in it."""
    return f"sum by ({by}) ({once('oresundskraft_period_energy_joules', labels)}) / 3.6e6"


def kilowatt_hours(metric, labels, by, wrap="{}"):
    """A sum of energy in kWh, where some series are in MWh.

    `wrap` is put around each metric, as `increase({}[1d])` is.
    """
    each = [
        "max by ({}, unit{}) ({}){}".format(POINT, extra(by), wrap.format(f'{metric}{{{labels}, unit="{unit}"}}'), factor)
        for unit, factor in (("kWh", ""), ("MWh", " * 1000"))
    ]
    return "sum by ({}) ({})".format(by, " or ".join(each))


def extra(by):
    """The labels to keep that are not those of a metering point."""
    own = [label for label in by.split(", ") if label and label not in POINT.split(", ")]
    return "".join(f", {label}" for label in own)


def or_unknown(expression, present, by):
    """NaN where `expression` has no series and `present` has one: not known yet, which is not 0."""
    return f"({expression} or on ({by}) {present} * NaN)"


def of_step(function, metric, labels):
    """A function over the readings of one step of the graph.

    Readings are stamped with the end of their period. Up to Prometheus 2 a range includes both of its bounds, so it is moved by a
    millisecond to leave out the reading before it.
    """
    return f"{function}({metric}{{{labels}}}[$__interval] offset -1ms)"


def of_hour(function, metric, labels):
    """The same over the hour that ends now, for subqueries in steps of an hour."""
    return f"{function}({metric}{{{labels}}}[1h] offset -1ms)"


_BEFORE = "vector(time() - 7200)"

LOCAL_HOUR = (
    f"(vector(time()) + 3600 * (abs(month({_BEFORE}) * 100 + day_of_month({_BEFORE}) - day_of_week({_BEFORE}) - 674.5) < bool 350))"
)
"""Start of the hour that ends now, in Swedish time, as seconds that PromQL's `hour()` and others read.

PromQL knows only UTC. Swedish time is UTC+1, and UTC+2 from the last Sunday of March 01:00 UTC to that of October. An hour earlier
these are midnights of Sundays. There month * 100 + day - weekday (Sunday is 0) is from 325 to 1024 just as long as it is summer time.
"""


def by_local(label, number, expression):
    """Splits hourly values by a number of their Swedish hour: weekday, hour or month, as a label of three or more digits."""
    return f'({expression}) * on () group_left ({label}) count_values("{label}", {number})'
